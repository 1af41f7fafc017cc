"""Maps of starts in colours, as a component: hover, walk with the arrow keys, pick a start."""
