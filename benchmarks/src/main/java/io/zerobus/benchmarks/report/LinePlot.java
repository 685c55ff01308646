// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import io.zerobus.benchmarks.Figure;
import io.zerobus.benchmarks.Outcome;
import io.zerobus.benchmarks.Plot;
import java.util.List;

/** Lines over the metrics, as percentiles, on a logarithmic scale. */
final class LinePlot {

  private static final int TOP = 70;
  private static final int LEFT = 80;
  private static final int RIGHT = 30;
  private static final int BOTTOM = 40;
  private static final int HEIGHT = 420;

  private final Plot plot;
  private final Outcome outcome;
  private final List<String> contenders;
  // Powers of ten.
  private final int lowest;
  private final int highest;

  LinePlot(Plot plot, Outcome outcome) {
    this.plot = plot;
    this.outcome = outcome;
    contenders = SvgPlot.contenders(plot, outcome);
    double least = Double.MAX_VALUE;
    double greatest = 0;
    for (Figure figure : outcome.figures()) {
      if (plot.cases().contains(figure.caseName())
          && plot.metrics().contains(figure.metric())
          && figure.median() > 0) {
        least = Math.min(least, figure.median());
        greatest = Math.max(greatest, figure.median());
      }
    }
    lowest = greatest == 0 ? 0 : (int) Math.floor(Math.log10(least));
    highest = greatest == 0 ? 1 : Math.max(lowest + 1, (int) Math.ceil(Math.log10(greatest)));
  }

  String draw() {
    StringBuilder svg = SvgPlot.open(plot.title(), contenders, HEIGHT);
    for (int power = lowest; power <= highest; power++) {
      double y = y(Math.pow(10, power));
      SvgPlot.line(svg, LEFT, y, SvgPlot.WIDTH - RIGHT, y);
      SvgPlot.text(svg, LEFT - 8, y + 4, "end", Numbers.text(Math.pow(10, power)));
    }
    for (int i = 0; i < plot.metrics().size(); i++) {
      SvgPlot.text(svg, x(i), HEIGHT - BOTTOM + 22, "middle", plot.metrics().get(i));
    }
    for (int i = 0; i < contenders.size(); i++) {
      lines(svg, contenders.get(i), SvgPlot.colour(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private void lines(StringBuilder svg, String contender, String colour) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < plot.metrics().size(); i++) {
      Figure figure = outcome.figure(plot.cases().get(0), contender, plot.metrics().get(i));
      if (figure != null && figure.median() > 0) {
        points.append(SvgPlot.format("%.1f,%.1f ", x(i), y(figure.median())));
      }
    }
    svg.append(
        SvgPlot.format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            points.toString().strip(), colour));
  }

  private double x(int metric) {
    double width = SvgPlot.WIDTH - LEFT - RIGHT - 40;
    return LEFT + 20 + width * metric / Math.max(1, plot.metrics().size() - 1);
  }

  private double y(double value) {
    double part = (Math.log10(value) - lowest) / (highest - lowest);
    return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
  }
}
