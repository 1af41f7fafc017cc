# ruff: noqa: E501 - a table a line
"""Small tables as all kinds of programs write them, each with its right reading or its refusal.

Collected from what is known to go wrong: spreadsheets in German and French, row names of R, index
columns of pandas and Kaggle, remarks of gnuplot and MATLAB, and what people type by hand.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Case(NamedTuple):
    """A file, and what is right about it."""

    raw: bytes
    names: str = ""
    """Of the columns, by commas, the target's last; empty if the file is refused."""
    rows: Any = ()
    """Inputs and target of each; of a class the name."""
    says: str = ""
    """What stands in the notes, or in the refusal."""
    choices: dict[str, Any] = {}  # noqa: RUF012 - of a named tuple


def read(text: str, names: str, *rows: tuple[Any, ...], says: str = "", **choices: Any) -> Case:
    return Case(text.encode(), names, rows, says, choices)


def refused(text: str, says: str, **choices: Any) -> Case:
    return Case(text.encode(), says=says, choices=choices)


PLAIN = ((1.5, 20.0), (2.5, 30.25), (4.0, 55.0))
LIKE_XY = {
    "commas": "x,y\n1.5,20\n2.5,30.25\n4,55\n",
    "spaces after commas": "x, y\n1.5, 20\n2.5, 30.25\n4, 55\n",
    "spaces around commas": "x , y\n 1.5 , 20\n 2.5 , 30.25 \n 4 , 55\n",
    "semicolons": "x;y\n1.5;20\n2.5;30.25\n4;55\n",
    "tabs": "x\ty\n1.5\t20\n2.5\t30.25\n4\t55\n",
    "pipes": "x|y\n1.5|20\n2.5|30.25\n4|55\n",
    "pipes with spaces": "x | y\n1.5 | 20\n2.5 | 30.25\n4 | 55\n",
    "spaces": "x y\n1.5 20\n2.5 30.25\n4 55\n",
    "aligned": "     x       y\n   1.5   20.00\n   2.5   30.25\n   4.0   55.00\n",
    "spaces at line ends": "x y  \n1.5 20 \n2.5 30.25   \n4 55 \n",
    "tabs and spaces": "x \t y\n1.5 \t 20\n2.5 \t 30.25\n4 \t 55\n",
    "windows line ends": "x,y\r\n1.5,20\r\n2.5,30.25\r\n4,55\r\n",
    "old Macintosh line ends": "x,y\r1.5,20\r2.5,30.25\r4,55\r",
    "mixed line ends": "x,y\r\n1.5,20\n2.5,30.25\r4,55",
    "no last line end": "x,y\n1.5,20\n2.5,30.25\n4,55",
    "empty lines": "\n\nx,y\n\n1.5,20\n\n2.5,30.25\n4,55\n\n\n",
    "empty rows of a spreadsheet": "x,y\n1.5,20\n,\n2.5,30.25\n4,55\n,\n,\n",
    "quoted": '"x","y"\n"1.5","20"\n"2.5","30.25"\n"4","55"\n',
    "quoted names": '"x";"y"\n1.5;20\n2.5;30.25\n4;55\n',
    "German": "x;y\n1,5;20\n2,5;30,25\n4;55\n",
    "German with two decimals": "x;y\n1,50;20,00\n2,50;30,25\n4,00;55,00\n",
    "German quoted by commas": 'x,y\n"1,5",20\n"2,5","30,25"\n4,55\n',
    "German by tabs": "x\ty\n1,5\t20\n2,5\t30,25\n4\t55\n",
    "German by spaces": "x y\n1,5 20\n2,5 30,25\n4,0 55\n",
    "German by pipes": "x|y\n1,5|20\n2,5|30,25\n4|55\n",
    "German all with decimals and no name": "x;y\n1,5;20,0\n2,5;30,25\n4,0;55,0",
    "said separator": "sep=;\nx;y\n1.5;20\n2.5;30.25\n4;55\n",
    "said separator, quoted": '"sep=;"\nx;y\n1.5;20\n2.5;30.25\n4;55\n',
    "said tab": "sep=\t\nx\ty\n1.5\t20\n2.5\t30.25\n4\t55\n",
    "said in capitals": "SEP=,\r\nx,y\r\n1.5,20\r\n2.5,30.25\r\n4,55\r\n",
    "said, with decimal commas": "sep=;\nx;y\n1,5;20\n2,5;30,25\n4;55\n",
    "said and unusual": "sep=^\nx^y\n1.5^20\n2.5^30.25\n4^55\n",
    "said colon": "sep=:\nx:y\n1.5:20\n2.5:30.25\n4:55\n",
    "trailing commas": "x,y,\n1.5,20,\n2.5,30.25,\n4,55,\n",
    "trailing semicolons": "x;y;;\n1,5;20;;\n2,5;30,25;;\n4;55;;\n",
    "trailing commas below the header": "x,y\n1.5,20,\n2.5,30.25,\n4,55,\n",
    "trailing comma of the header": "x,y,\n1.5,20\n2.5,30.25\n4,55\n",
    "trailing commas of some rows": "x,y\n1.5,20\n2.5,30.25,,\n4,55,\n",
    "trailing tabs": "x\ty\t\n1.5\t20\t\n2.5\t30.25\t\n4\t55\t\n",
    "empty column between": "x,,y\n1.5,,20\n2.5,,30.25\n4,,55\n",
    "leading commas": ",x,y\n,1.5,20\n,2.5,30.25\n,4,55\n",
    "remarks": "# made by a program\n# in 2020\nx,y\n1.5,20\n2.5,30.25\n4,55\n",
    "remarks between": "x,y\n1.5,20\n# a break\n2.5,30.25\n#4,5\n4,55\n",
    "gnuplot": "# x y\n1.5 20\n2.5 30.25\n4 55\n",
    "gnuplot with tabs": "#x\ty\n1.5\t20\n2.5\t30.25\n4\t55\n",
    "gnuplot, a tab after the mark": "#\tx\ty\n1.5\t20\n2.5\t30.25\n4\t55\n",
    "gnuplot in blocks": "# x y\n1.5 20\n\n\n2.5 30.25\n4 55\n",
    "numpy.savetxt": "# x,y\n1.5e+00,2.0e+01\n2.5e+00,3.025e+01\n4.0e+00,5.5e+01\n",
    "MATLAB": "% x y\n   1.5000000e+00   2.0000000e+01\n   2.5000000e+00   3.0250000e+01\n"
    "   4.0000000e+00   5.5000000e+01\n",
    "remark with a quote": '# "wanted: 5" pipes, don\'t\nx,y\n1.5,20\n2.5,30.25\n4,55\n',
    "remark above remark names": "# by us\n# x y\n1.5 20\n2.5 30.25\n4 55\n",
    "a row missing": "x,y\n1.5,20\n,30\n2.5,30.25\n4,55\n",
    "two rows missing": "x,y\n1.5,20\nNA,30\n2.5,30.25\n4,55\n5,NA\n",
    "pandas index": ",x,y\n0,1.5,20\n1,2.5,30.25\n2,4,55\n",
    "pandas index after a filter": ",x,y\n0,1.5,20\n7,2.5,30.25\n12,4,55\n",
    "pandas index after a shuffle": ",x,y\n9,1.5,20\n1,2.5,30.25\n2,4,55\n",
    "pandas index written twice": "Unnamed: 0,x,y\n0,1.5,20\n1,2.5,30.25\n2,4,55\n",
    "R write.csv": '"","x","y"\n"1",1.5,20\n"2",2.5,30.25\n"3",4,55\n',
    "R write.csv2": '"";"x";"y"\n"1";1,5;20\n"2";2,5;30,25\n"3";4;55\n',
    "R write.table": '"x" "y"\n"1" 1.5 20\n"2" 2.5 30.25\n"3" 4 55\n',
    "R write.table with names": '"x" "y"\n"Mazda RX4" 1.5 20\n"Fiat" 2.5 30.25\n"Audi" 4 55\n',
    "R write.table by tabs": '"x"\t"y"\n"a"\t1.5\t20\n"b"\t2.5\t30.25\n"c"\t4\t55\n',
    "R without quotes": "x y\n1 1.5 20\n2 2.5 30.25\n3 4 55\n",
    "row names by commas": "x,y\na,1.5,20\nb,2.5,30.25\nc,4,55\n",
    "Kaggle": "Id,x,y\n1461,1.5,20\n1462,2.5,30.25\n1463,4,55\n",
    "PassengerId": "PassengerId,x,y\n1,1.5,20\n2,2.5,30.25\n3,4,55\n",
    "customer_id": "customer_id,x,y\n901,1.5,20\n17,2.5,30.25\n333,4,55\n",
    "a column called #": "#,x,y\n1,1.5,20\n2,2.5,30.25\n3,4,55\n",
    "index last but one": "x,index,y\n1.5,1,20\n2.5,2,30.25\n4,3,55\n",
    "byte order mark twice": "\ufeff\ufeffx,y\n1.5,20\n2.5,30.25\n4,55\n",
    "byte order mark before quotes": '\ufeff"x","y"\n1.5,20\n2.5,30.25\n4,55\n',
    "mark before sep=": "\ufeffsep=,\nx,y\n1.5,20\n2.5,30.25\n4,55\n",
    "plus signs": "x,y\n+1.5,+20\n+2.5,+30.25\n+4,+55\n",
    "exponents": "x,y\n1.5E0,2e1\n.25e+1,3.025E+01\n4.,5.5e+1\n",
    "German exponents": "x;y\n1,5E0;2e1\n,25e+1;3,025E+01\n4;5,5e+1\n",
    "no-break spaces": "x,y\n1.5\u00a0,20\n2.5,\u00a030.25\n4,55\n",
    "quoted with a space before": 'x, "y"\n1.5, "20"\n2.5, "30.25"\n4, "55"\n',
    "row of spaces": "x,y\n   \n1.5,20\n\t\n2.5,30.25\n4,55\n",
}
XY = {name: read(text, "x,y", *PLAIN) for name, text in LIKE_XY.items()}

ENCODED = {
    encoding: Case("größe,y\n1.5,20\n2.5,30.25\n4,55\n".encode(encoding), "größe,y", PLAIN)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1")
}
ENCODED["UTF-16 big-endian of a spreadsheet, by tabs"] = Case(
    b"\xfe\xff" + "größe\ty\r\n1,5\t20\r\n2,5\t30,25\r\n4\t55\r\n".encode("utf-16-be"),
    "größe,y",
    PLAIN,
)
ENCODED["DOS"] = Case(
    "größe,y\n1,2\n2,3\n3,5".encode("cp850") + b"\x81", says="in an unknown encoding: save it anew"
)
ENCODED["euro sign of Windows"] = Case(
    "€ je kg;y\n1,5;20\n2,5;30,25\n4;55\n".encode("cp1252"), "€ je kg,y", PLAIN
)

OTHERS = {
    "no names": read("1.5,20\n2.5,30.25\n4,55", "x1,y", *PLAIN),
    "no names, spaces": read("1.5 20\n2.5 30.25\n4 55", "x1,y", *PLAIN),
    "no names, decimal commas": read("1,5;20\n2,5;30,25\n4;55", "x1,y", *PLAIN),
    "no names, three columns": read("1,2,3\n4,5,7\n7,9,9", "x1,x2,y", (1, 2, 3), (4, 5, 7), (7, 9, 9)),
    "abalone, without names": read(
        "M,0.455,15\nF,0.35,7\nM,0.53,9\nI,0.44,10",
        "x2,y",
        (0.455, 15), (0.35, 7), (0.53, 9), (0.44, 10),
        leave_out=("x1",),
    ),
    "tumours, without names": read(
        "842302,M,17.99\n842517,B,20.57\n843009,M,19.69",
        "x1,y,x2",
        (842302, 17.99, "M"), (842517, 20.57, "B"), (843009, 19.69, "M"),
        target="x2",
    ),
    "all words": read("x,y\nNA,no\n1,yes\n2,no\n3,yes", "x,y", (1, "yes"), (2, "no"), (3, "yes")),
    "iris": read(
        "5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,setosa", "x1,x2,y",
        (5.1, 3.5, "setosa"), (7, 3.2, "versicolor"), (6.3, 3.3, "setosa"),
    ),
    "iris of R": read(
        '"Length" "Species"\n"1" 5.1 "setosa"\n"2" 4.9 "virginica"\n"3" 4.7 "setosa"\n',
        "Length,Species", (5.1, "setosa"), (4.9, "virginica"), (4.7, "setosa"),
    ),
    "a quoted separator": read('"a, b";y\n1;2\n2;4\n3;7', "a, b,y", (1, 2), (2, 4), (3, 7)),
    "quotes doubled": read('"a ""b""",y\n1,2\n2,4\n3,7', 'a "b",y', (1, 2), (2, 4), (3, 7)),
    "a line end in a name": read('"a\nb",y\n1,2\n2,4\n3,7', "a b,y", (1, 2), (2, 4), (3, 7)),
    "a line end in a class": read(
        'x,y\n1,"so\r\nso"\n2,good\n3,good', "x,y", (1, "so so"), (2, "good"), (3, "good")
    ),
    "a mark of remarks in quotes": read(
        'x,y\n1,"so\n#so"\n2,good\n3,good', "x,y", (1, "so #so"), (2, "good"), (3, "good")
    ),
    "semicolons in classes": read("x,y\n1,a;b\n2,c;d\n3,a;b", "x,y", (1, "a;b"), (2, "c;d"), (3, "a;b")),
    "commas in classes": read("x;y\n1;a,b\n2;c,d\n3;a,b", "x,y", (1, "a,b"), (2, "c,d"), (3, "a,b")),
    "words in names": read("the x;the y\n1;2\n2;4\n3;7", "the x,the y", (1, 2), (2, 4), (3, 7)),
    "words in names, by commas": read("body mass,y\n1,2\n2,4\n3,7", "body mass,y", (1, 2), (2, 4), (3, 7)),
    "commas in names, by semicolons": read("mass, kg;size, m\n1;2\n2;4\n3;7", "mass, kg,size, m", (1, 2), (2, 4), (3, 7)),
    "signs of minus": read("x,y\n\u22121.5,20\n2.5,\u221230\n4,55", "x,y", (-1.5, 20), (2.5, -30), (4, 55)),
    # Classes
    "-1 and 1": read("x,y\n1,-1\n2,1\n3,-1\n4,1", "x,y", (1, "-1"), (2, "1"), (3, "-1"), (4, "1")),
    "-1 and +1": read("x,y\n1,-1\n2,+1\n3,-1\n4,+1", "x,y", (1, "-1"), (2, "1"), (3, "-1"), (4, "1")),
    "0 and 1": read("x,y\n1,0\n2,1\n3,1", "x,y", (1, "0"), (2, "1"), (3, "1")),
    "0.0 and 1.0": read("x,y\n1,0.0\n2,1.0\n3,1.0", "x,y", (1, "0"), (2, "1"), (3, "1")),
    "1, 2 and 3": read(
        "x,y\n1,1\n2,2\n3,3\n4,1\n5,2\n6,3", "x,y",
        (1, "1"), (2, "2"), (3, "3"), (4, "1"), (5, "2"), (6, "3"),
    ),
    "1 and 2": read("x,y\n1,1\n2,2\n3,1\n4,2", "x,y", (1, "1"), (2, "2"), (3, "1"), (4, "2")),
    "-1, 0 and 1": read(
        "x,y\n1,-1\n2,0\n3,1\n4,-1\n5,0\n6,1", "x,y",
        (1, "-1"), (2, "0"), (3, "1"), (4, "-1"), (5, "0"), (6, "1"),
    ),
    "benign 2, malignant 4": read("x,y\n1,2\n2,4\n3,2\n4,4", "x,y", (1, "2"), (2, "4"), (3, "2"), (4, "4")),
    "0 and 1 as a quantity": read("x,y\n1,0\n2,1\n3,1", "x,y", (1, 0), (2, 1), (3, 1), task="regression"),
    "-1 and 1 as a quantity": read(
        "x,y\n1,-1\n2,1\n3,-1\n4,1", "x,y", (1, -1), (2, 1), (3, -1), (4, 1), task="regression"
    ),
    "quality as classes": read(
        "x,y\n1,5\n2,6\n3,8", "x,y", (1, "5"), (2, "6"), (3, "8"), task="classification"
    ),
    "quality as it looks": read("x,y\n1,5\n2,6\n3,8", "x,y", (1, 5), (2, 6), (3, 8)),
    "halves as classes": read(
        "x;y\n1;0,5\n2;1,5\n3;0,5", "x,y", (1, "0.5"), (2, "1.5"), (3, "0.5"), task="classification"
    ),
    "3+ among numbers": read(
        "x,y\n1,0\n2,3+\n3,1", "x,y", (1, "0"), (2, "3+"), (3, "1"), task="classification"
    ),
    "yes and no": read("x,y\n1,yes\n2,no\n3,yes", "x,y", (1, "yes"), (2, "no"), (3, "yes")),
    "TRUE and FALSE": read("x,y\n1,TRUE\n2,FALSE\n3,TRUE", "x,y", (1, "TRUE"), (2, "FALSE"), (3, "TRUE")),
    "WAHR and FALSCH": read("x;y\n1,5;WAHR\n2;FALSCH\n3;WAHR", "x,y", (1.5, "WAHR"), (2, "FALSCH"), (3, "WAHR")),
    "None is a class": read("x,y\n1,None\n2,mild\n3,None", "x,y", (1, "None"), (2, "mild"), (3, "None")),
    # Another target
    "target first": read("y,x\n20,1.5\n30.25,2.5\n55,4", "x,y", *PLAIN, target="y"),
    "target between": read(
        "a,y,b\n1,2,3\n2,4,5\n3,8,9", "a,b,y", (1, 3, 2), (2, 5, 4), (3, 9, 8), target="y"
    ),
    "target by its number": read("20,1.5\n30.25,2.5\n55,4", "y,x1", *PLAIN, target="x1"),
    "words left out": read(
        "x,name,y\n1.5,Anna,20\n2.5,Ben,30.25\n4,Cem,55", "x,y", *PLAIN, leave_out=("name",)
    ),
    "a gap in what is left out": read(
        "x,gap,y\n1.5,,20\n2.5,3,30.25\n4,,55", "x,y", *PLAIN, leave_out=("gap",)
    ),
    "a date left out": read(
        "date,x,y\n2020-01-01,1.5,20\n2020-01-02,2.5,30.25\n2020-01-03,4,55", "x,y", *PLAIN,
        leave_out=("date",),
    ),
    # Missing values
    **{
        f"missing as {word or 'nothing'}": read(
            f"x,y\n1.5,20\n{word},30\n2.5,30.25\n4,55\n", "x,y", *PLAIN,
            says="1 row of 4 has a missing value and was left out: row 3.",
        )
        for word in (
            "", "NA", "N/A", "NaN", "nan", "null", "NULL", "?", "-", "--", ".", "None", "#N/A",
            "#NV", "<NA>", '""', '" "', "n/a", "\\N", "1.#QNAN",
        )
    },
    "missing targets": read(
        "x,y\n1.5,20\n2,\n2.5,30.25\n3,?\n4,55\n", "x,y", *PLAIN,
        says="2 rows of 5 miss a value and were left out: rows 3, 5.",
    ),
    "missing class": read(
        "x,y\n1,a\n2,\n3,b\n4,NA\n5,a", "x,y", (1, "a"), (3, "b"), (5, "a"),
        says="2 rows of 5 miss a value",
    ),
    "missing in the first row": read("x,y\nNA,3\n1.5,20\n2.5,30.25\n4,55", "x,y", *PLAIN, says="row 2."),
    "missing, no names": read("1.5,20\n2.5,30.25\n,5\n4,55", "x1,y", *PLAIN, says="row 3."),
    "missing last cells": read("x,y\n1.5,20\n2.5,30.25\n9,\n4,55\n8,", "x,y", *PLAIN),
    "missing, spaces do not count": read("x y\n1.5 20\nNA 3\n2.5 30.25\n4 55", "x,y", *PLAIN),
    # Thousands
    "thousands, plainly": read(
        'x;y\n1;"1,234.5"\n2;"1,000"\n3;"12,345.5"', "x,y", (1, 1234.5), (2, 1000), (3, 12345.5)
    ),
    "millions": read("x;y\n1;1.234.567\n2;2.000.000\n3;5.000", "x,y", (1, 1234567), (2, 2e6), (3, 5000)),
    "German thousands, plainly": read(
        "x;y\n1;1.234,5\n2;1.000\n3;12.345,5", "x,y", (1, 1234.5), (2, 1000), (3, 12345.5)
    ),
    "French thousands": read(
        "x;y\n1;1\u202f234,5\n2;1\u202f000\n3;12\u202f345,5", "x,y", (1, 1234.5), (2, 1000), (3, 12345.5)
    ),
    "French thousands by no-break spaces": read(
        "x;y\n1;1\u00a0234,5\n2;1\u00a0000\n3;12\u00a0345", "x,y", (1, 1234.5), (2, 1000), (3, 12345)
    ),
    "Swiss thousands": read("x;y\n1;1'234.5\n2;1'000\n3;12’345", "x,y", (1, 1234.5), (2, 1000), (3, 12345)),
    "said to be points": read(
        'x,y\n1,"1,000"\n2,"2,500"\n3,"9,125"', "x,y", (1, 1000), (2, 2500), (3, 9125), decimal="."
    ),
    "said to be commas": read(
        'x,y\n1,"1,000"\n2,"2,500"\n3,"9,125"', "x,y", (1, 1), (2, 2.5), (3, 9.125), decimal=","
    ),
    "said to be commas, with points": read(
        "x;y\n1,5;1.000\n2;2.500\n3;9.125", "x,y", (1.5, 1000), (2, 2500), (3, 9125), decimal=","
    ),
    "three decimals with a point": read("x,y\n1,1.000\n2,2.500\n3,9.125", "x,y", (1, 1), (2, 2.5), (3, 9.125)),
    "three decimals among German numbers": read(
        "x;y\n1,5;1,000\n2,5;2,500\n4;9,125", "x,y", (1.5, 1), (2.5, 2.5), (4, 9.125)
    ),
    "commas of thousands are asked about": refused(
        'x,y\n1,"1,000"\n2,"2,500"\n3,"9,125"',
        "row 2, column 'y': '1,000' may be 1000 or 1: say whether decimals have a point or a comma",
    ),
    "beside decimal points too": refused('x,y\n1.5,"1,000"\n2,"2,500"\n3,"9,125"', "may be 1000 or 1"),
    "points among decimal commas too": refused("x;y\n1,5;1.000\n2;2.500\n3;9.125", "may be 1000 or 1"),
    "points and commas in one column": refused(
        "x;y\n1;1,5\n2;2.5\n3;3", "column 'y' has '2.5' with a decimal point and '1,5' with a decimal comma"
    ),
    # Refusals
    "dates": refused(
        "date,x,y\n2020-01-01,1.5,20\n2020-01-02,2.5,30\n2020-01-03,4,55",
        "column 'date' holds dates or times, such as '2020-01-01': leave it out, or count",
    ),
    "German dates": refused("tag;y\n01.02.2020;1\n02.02.2020;2\n03.02.2020;4", "'tag' holds dates"),
    "American dates": refused("day,y\n1/31/20,1\n2/1/20,2\n2/2/20,4", "'day' holds dates"),
    "times": refused("t,y\n12:00,1\n12:05,2\n12:10,4", "'t' holds dates or times"),
    "dates with times": refused("t,y\n2020-01-01T12:00:00Z,1\n2020-01-01T12:05:00Z,2\n2020-01-02T12:10:00Z,4", "'t' holds dates"),
    "months": refused("t,y\nJan-20,1\nFeb-20,2\nMar-20,4", "'t' holds dates"),
    "names": refused(
        "name,x,y\nAnna,1.5,20\nBen,2.5,30\nCem,4,55",
        "column 'name' holds words, such as 'Anna': leave it out, or write numbers",
    ),
    "numbers with letters": refused("code,x,y\nP-1,1.5,20\nP-2,2.5,30\nP-3,4,55", "'code' holds words"),
    "truths as an input": refused("smokes,y\nTRUE,1\nFALSE,2\nTRUE,4", "'smokes' holds words"),
    "a word among numbers": refused("x,y\n1,2\nmany,3\n4,5", "row 3, column 'x': 'many' is not a number"),
    "percent": refused("x,y\n1,20%\n2,3\n3,5", "'20%' is not a number: write it without %"),
    "currency": refused("x,y\n$1,20\n2,3\n3,5", "'$1' is not a number: write it without the currency"),
    "euros": refused("x;y\n1,5 €;20\n2;3\n3;5", "is not a number: write it without the currency"),
    "a point where commas are said": refused("x;y\n1.5;2\n2;3\n3;5", "decimals have a comma", decimal=","),
    "units in a second row": refused("x,y\n(m),(s)\n1,2\n2,3\n3,5", "row 2, column 'x': '(m)' is not"),
    "a title": refused("Results of 2020\n\nx,y\n1,2\n2,3\n3,5", "if row 1 is a title, delete it"),
    "ragged": refused("x,y\n1,2\n2,3,9\n3,5", "row 3 has 3 columns, the first row has 2"),
    "short": refused("x,y\n1,2\n2\n3,5", "row 3 has 1 columns, the first row has 2"),
    "a short header of numbers": refused("1,2\n3,4,5\n6,7,8\n9,1,2", "row 2 has 3 columns"),
    "names twice": refused("x,x,y\n1,2,3\n2,3,4\n3,4,8", "two columns are called 'x': rename"),
    "no name": refused("x,,y\n1,2,3\n2,3,4\n3,4,8", "column 2 has no name: write one"),
    "constant": refused("x,y\n7,2\n7,3\n7,5", "column 'x' is 7 in every row, which says nothing"),
    "a huge class": refused("x,y\n1,1000000000\n2,1000000001\n3,0", "'1000000001' is out of range"),
    "infinity": refused("x,y\n1,inf\n2,3\n3,5", "'inf' is out of range: allowed -1e+09 to 1e+09"),
    "overflow": refused("x,y\n1,1e999\n2,3\n3,5", "'1e999' is out of range"),
    "tiny": refused("x,y\n1e-12,1\n2,3\n3,5", "closer to 0 than 1e-09: take a smaller unit"),
    "all missing": refused("x,y\n1,\n2,\n3,", "column 'y': the target is missing; so it is in 3 of 3"),
    "too few left": refused("x,y\n1,2\n,3\n,4\n5,6", "row 3, column 'x': a number is missing; so it is in 2 of 4"),
    "a web page": refused("<!DOCTYPE html>\n<html><body>404</body></html>", "the file is a web page"),
    "JSON": refused('{"x": [1, 2], "y": [3, 4]}', "the file is JSON"),
    "XML": refused('<?xml version="1.0"?><a/>', "the file is XML"),
    "a quote left open": refused('x,y\n1,"2\n2,3\n3,5', "look for a quote without its counterpart"),
    "a separator that is none": refused("sep=1\nx1y\n112\n213\n", "'1' cannot separate columns"),
    "one column": refused("x\n1\n2\n3", "row 1 has 1 columns: allowed 2 to 33"),
    "too long a cell": refused("x,y\n1,2\n2," + "9" * 1001 + "\n3,5", "row 3 has a cell of 1001 characters: allowed 1000"),
    "many classes": refused(
        "x,y\n" + "".join(f"{k},{k * k}\n" for k in range(11)),
        "'y' has 11 different numbers: allowed 10 classes", task="classification",
    ),
    "words as a quantity": refused("x,y\n1,a\n2,b\n3,a", "'y' holds words, such as 'a': no quantity", task="regression"),
    "an unknown target": refused("x,y\n1,2\n2,3\n3,5", "there is no column 'z': choose from 'x', 'y'", target="z"),
    "an unknown target of many": refused(
        ",".join(f"c{k}" for k in range(20)) + "\n" + "1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2\n" * 3,
        "choose from 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', …", target="z",
    ),
    "a remark in prose": read("# dear dear\n1.5 20\n2.5 30.25\n4 55", "x1,y", *PLAIN),
    "dates as the target": refused(
        "x,day\n" + "".join(f"{k},2020-01-{k + 10}\n" for k in range(12)),
        "'day' has 12 different words: allowed 2 to 10 classes: choose another column as the target",
    ),
    "an unknown task": refused("x,y\n1,2\n2,3\n3,5", "'guess' is no task", task="guess"),
    "an unknown mark": refused("x,y\n1,2\n2,3\n3,5", "'_' marks no decimals", decimal="_"),
    "nothing left": refused("x,y\n1,2\n2,3\n3,5", "leave fewer columns out", leave_out=("x",)),
    "3+ among numbers, unsaid": refused(
        "x,y\n1,0\n2,3+\n3,1", "'3+' is not a number; if these are classes, say so"
    ),
}  # fmt: skip

CORPUS = {**XY, **ENCODED, **OTHERS}
