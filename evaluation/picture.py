"""QT_QPA_PLATFORM=offscreen python -m evaluation.picture EVENTS.geojson MAP.png

The picture of docs/formats.md: an export's `events.geojson` loaded as QGIS loads it, by type, over the world map that QGIS brings.
Needs QGIS with its Python (Debian: qgis, python3-qgis), run by the Python it was made for.
"""

from __future__ import annotations

import sys
from collections import Counter

from qgis import core
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QColor, QFont

COLOURS = ("#b2182b", "#e08214", "#5e3c99", "#2166ac", "#1b9e77", "#80cdc1", "#8c510a", "#d6604d", "#4393c3", "#878787", "#de77ae", "#fdb863",
           "#b8e186", "#542788", "#35978f", "#bf812d")  # fmt: skip
WHERE = (6.5, -10.5, 18.5, 1.5)  # degrees: the coast on which most of the bundled sample happens
LINE, LAND, SEA = QColor("#a8a294"), "#f4f1ea", QColor("#e9f1f6")


def by_type(layer: core.QgsVectorLayer, size: float) -> core.QgsCategorizedSymbolRenderer:
    """Return a style with a colour for each type that has points, the most frequent first."""
    types = Counter(f["type"] for f in layer.getFeatures() if f.hasGeometry())
    dot = {"name": "circle", "outline_color": "white", "outline_width": "0.2", "size": str(size)}
    symbols = [(t, core.QgsMarkerSymbol.createSimple(dot | {"color": c})) for (t, _), c in zip(types.most_common(), COLOURS, strict=False)]
    return core.QgsCategorizedSymbolRenderer("type", [core.QgsRendererCategory(t, s, t) for t, s in symbols])


def main(events: str, out: str) -> None:
    """Write the picture."""
    core.QgsApplication.setPrefixPath("/usr", True)
    app = core.QgsApplication([], False)
    app.initQgis()
    project = core.QgsProject.instance()
    project.setCrs(core.QgsCoordinateReferenceSystem("EPSG:4326"))
    world = core.QgsVectorLayer(app.pkgDataPath() + "/resources/data/world_map.gpkg|layername=countries", "world", "ogr")
    plain, near = (core.QgsVectorLayer(events, "events", "ogr") for _ in range(2))
    if not (world.isValid() and near.isValid()):
        sys.exit(f"{events} or the world map of QGIS cannot be read")
    land = {"color": LAND, "outline_color": LINE.name(), "outline_width": "0.2"}
    world.setRenderer(core.QgsSingleSymbolRenderer(core.QgsFillSymbol.createSimple(land)))
    plain.setRenderer(by_type(plain, 1.5))
    rings = core.QgsPointDisplacementRenderer()  # points of one place in rings round it
    rings.setEmbeddedRenderer(by_type(near, 2.2))
    rings.setPlacement(core.QgsPointDisplacementRenderer.ConcentricRings)
    rings.setTolerance(1)
    rings.setCenterSymbol(core.QgsMarkerSymbol.createSimple({"name": "cross", "color": "#444444", "outline_color": "#444444", "size": "1.2"}))
    rings.setCircleColor(QColor(0, 0, 0, 0))
    near.setRenderer(rings)
    project.addMapLayers([world, plain, near])
    layout = core.QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(core.QgsLayoutSize(200, 120))
    for rect, box, layer in ((QRectF(2, 2, 116, 116), WHERE, near), (QRectF(122, 2, 76, 42), (-130, -60, 190, 80), plain)):
        item = core.QgsLayoutItemMap(layout)
        item.attemptSetSceneRect(rect)
        item.setLayers([layer, world])
        item.zoomToExtent(core.QgsRectangle(*box))
        item.setBackgroundColor(SEA)
        item.setFrameEnabled(True)
        item.setFrameStrokeColor(LINE)
        layout.addLayoutItem(item)
    legend = core.QgsLayoutItemLegend(layout)
    legend.setAutoUpdateModel(False)
    legend.model().rootGroup().clear()
    core.QgsLegendRenderer.setNodeLegendStyle(legend.model().rootGroup().addLayer(near), core.QgsLegendStyle.Hidden)
    legend.setTitle("events.geojson by type")
    for part, points in ((core.QgsLegendStyle.Title, 9), (core.QgsLegendStyle.SymbolLabel, 7)):
        style = legend.style(part)
        style.setFont(QFont("DejaVu Sans", points))
        legend.setStyle(part, style)
    legend.setColumnCount(2)
    legend.setSplitLayer(True)
    layout.addLayoutItem(legend)
    legend.attemptMove(core.QgsLayoutPoint(122, 48))
    legend.adjustBoxSize()
    settings = core.QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 130
    settings.generateWorldFile = False
    settings.exportMetadata = False
    core.QgsLayoutExporter(layout).exportToImage(out, settings)
    app.exitQgis()


if __name__ == "__main__":
    main(*sys.argv[1:3])
