"""Prints what a spreadsheet and Python's csv module find in files, as JSON: {path: [[cell, ...], ...]}.

A .fods cell is [type, formula, text] (formula null where there is none), a .csv cell its text.
"""

import csv
import json
import sys
import xml.etree.ElementTree as xml

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def sheet_rows(path):
    rows = []
    for row in xml.parse(path).iter(TABLE + "table-row"):
        cells = []
        for cell in row:
            if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                continue
            kind = cell.get(OFFICE + "value-type")
            shown = [kind, cell.get(TABLE + "formula"), cell_text(cell)]
            # The last cell of a row is repeated up to the sheet's edge.
            repeated = int(cell.get(TABLE + "number-columns-repeated", "1"))
            cells.extend([shown] * (repeated if repeated < 1000 else 1))
        rows.append(cells)
    return rows


def cell_text(cell):
    return "\n".join(paragraph(one) for one in cell.findall(TEXT + "p"))


def paragraph(node):
    parts = [node.text or ""]
    for child in node:
        if child.tag == TEXT + "s":
            parts.append(" " * int(child.get(TEXT + "c", "1")))
        elif child.tag == TEXT + "tab":
            parts.append("\t")
        elif child.tag == TEXT + "line-break":
            parts.append("\n")
        else:
            parts.append(paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)


def csv_rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


csv.field_size_limit(2**31 - 1)
found = {path: sheet_rows(path) if path.endswith(".fods") else csv_rows(path) for path in json.load(sys.stdin)}
json.dump(found, sys.stdout)
