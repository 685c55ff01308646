// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import io.zerobus.benchmarks.Figure;
import io.zerobus.benchmarks.Outcome;
import io.zerobus.benchmarks.Plot;
import java.util.List;

/** Bars from left to right, a group for each case; a thin line shows least and greatest. */
final class BarPlot {

  private static final int TOP = 68;
  private static final int LEFT = 250;
  private static final int RIGHT = 90;
  private static final int BAR = 15;
  private static final int GAP = 12;

  private final Plot plot;
  private final Outcome outcome;
  private final List<String> contenders;
  private final double greatest;

  BarPlot(Plot plot, Outcome outcome) {
    this.plot = plot;
    this.outcome = outcome;
    contenders = SvgPlot.contenders(plot, outcome);
    greatest =
        outcome.figures().stream()
            .filter(
                figure ->
                    plot.cases().contains(figure.caseName())
                        && plot.metrics().contains(figure.metric()))
            .mapToDouble(Figure::max)
            .max()
            .orElse(1);
  }

  String draw() {
    int group = contenders.size() * BAR + GAP;
    int height = TOP + plot.cases().size() * group + GAP;
    StringBuilder svg = SvgPlot.open(plot.title(), contenders, height);
    SvgPlot.line(svg, LEFT, TOP - GAP, LEFT, height - GAP);
    double y = TOP;
    for (String caseName : plot.cases()) {
      SvgPlot.text(svg, LEFT - 8, y + (group - GAP) / 2.0 + 4, "end", caseName);
      for (int i = 0; i < contenders.size(); i++) {
        Figure figure = outcome.figure(caseName, contenders.get(i), plot.metrics().get(0));
        if (figure != null) {
          bar(svg, figure, y + i * BAR, SvgPlot.colour(i));
        }
      }
      y += group;
    }
    return svg.append("</svg>\n").toString();
  }

  private void bar(StringBuilder svg, Figure figure, double y, String colour) {
    svg.append(
        SvgPlot.format(
            "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
            LEFT, y, x(figure.median()) - LEFT, BAR - 2, colour));
    svg.append(
        SvgPlot.format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#333\"/>%n",
            x(figure.min()), y + BAR / 2.0 - 1, x(figure.max()), y + BAR / 2.0 - 1));
    SvgPlot.text(svg, x(figure.max()) + 5, y + BAR - 4, "start", Numbers.text(figure.median()));
  }

  private double x(double value) {
    return LEFT + Math.max(0, value) / greatest * (SvgPlot.WIDTH - LEFT - RIGHT);
  }
}
