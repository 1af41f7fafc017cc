// What the server says of the fields of a page. (Types only: groups.py and fields.py write it.)

/** @typedef {[value: string, text: string]} Option */
/** @typedef {[group: string, options: Option[]]} OptionGroup */

/**
 * @template Kind, Value
 * @typedef {object} FieldOf
 * @property {Kind} kind
 * @property {string} key
 * @property {string} label
 * @property {Value} value
 * @property {boolean} [wordless] whether the label is only said to screen readers
 * @property {string} [help] one sentence about it
 */

/**
 * @typedef {object} Range
 * @property {number} low
 * @property {number} high
 * @property {boolean} log
 * @property {boolean} whole
 * @property {string | null} [off] what stands for no number, where that is allowed
 * @property {boolean} [slider] false where there is none
 */

/** @typedef {FieldOf<"number", number | null> & Range} NumberTold */
/** @typedef {FieldOf<"choice", string> & {options: OptionGroup[]}} ChoiceTold */
/**
 * @typedef {FieldOf<"chips", string | null | undefined> & {options: Option[], allowed?: boolean}} ChipsTold
 */
/** @typedef {FieldOf<"text", string>} TextTold */
/** @typedef {NumberTold | ChoiceTold | ChipsTold | TextTold} FieldTold */

/**
 * @typedef {object} SectionTold
 * @property {string} [title]
 * @property {FieldTold[]} [fields]
 * @property {ChipsTold} [remove] the button that takes the section away
 * @property {number[]} [curve] heights of a schedule
 */

/**
 * The card of an entrant.
 * @typedef {object} CardTold
 * @property {string} title
 * @property {string} summary
 * @property {{color: string, dark: string, dash: number[]}} style
 * @property {SectionTold} head
 * @property {SectionTold[]} sections
 */

/** @typedef {SectionTold | CardTold} GroupTold */

export {};
