"""Where things are: points, grids and shapes, and pictures of them.

What people give: `point` reads a grid reference (`grid`, with the shifts of `ostn`) or degrees.
An officer draws a `shape`, and `checks` says what is wrong with one (`crossing` with its border).
What we make of it: `geohash` names cells, and `geometry` tells what a shape holds and which cells it touches.
What is shown: `picture` draws an audience as SVG along `paths`; `vague` first moves the places of crimes.
"""
