"""Reads exports as their users do, and tells as JSON what it found: read.py FOLDER."""
import csv
import datetime
import json
import sys
from pathlib import Path

import networkx
import openpyxl
import rdflib

folder = Path(sys.argv[1])
found = {}

for name, read in (("gexf", networkx.read_gexf), ("graphml", networkx.read_graphml)):
    graph = read(folder / ("graph." + name))
    found[name] = {
        "kind": type(graph).__name__,
        "nodes": sorted(graph.nodes),
        "edges": sorted(key for _, _, key in graph.edges(keys=True)),
        "labels": sorted(data["label"] for _, data in graph.nodes(data=True)),
        "types": sorted({data["type"] for _, _, data in graph.edges(data=True)}),
        "dated": sum(1 for _, _, data in graph.edges(data=True) if data.get("start")),
        "amounts": sorted(data["amountNumber"] for _, _, data in graph.edges(data=True) if "amountNumber" in data),
        "funders": sum(1 for _, data in graph.nodes(data=True) if data.get("funder") is True),
    }

book = openpyxl.load_workbook(folder / "lists.xlsx")
found["sheets"] = book.sheetnames
rows = list(book["list.nodes"].iter_rows(values_only=True))
found["sheet"] = [dict(zip(rows[0], row)) for row in rows[1:]]
found["cellTypes"] = [cell.data_type for cell in book["list.nodes"][2]]
found["about"] = [list(row) for row in book["about"].iter_rows(values_only=True)]

with open(folder / "list.csv", newline="", encoding="utf-8") as file:
    found["csv"] = list(csv.DictReader(file))

triples = rdflib.Graph().parse(folder / "graph.jsonld", format="json-ld")
types = {}
for _, _, kind in triples.triples((None, rdflib.RDF.type, None)):
    types[str(kind)] = types.get(str(kind), 0) + 1
found["rdfTypes"] = types
source = rdflib.URIRef("http://www.w3.org/ns/prov#hadPrimarySource")
named = rdflib.URIRef("https://schema.org/name")
cited = set(triples.objects(None, source))
found["unnamedSources"] = [str(d) for d in cited if (d, named, None) not in triples]
found["sources"] = len(cited)


def plain(value):
    if isinstance(value, datetime.datetime):
        return "day " + value.date().isoformat()
    raise TypeError(type(value))


print(json.dumps(found, default=plain))
