// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import io.zerobus.benchmarks.Figure;
import io.zerobus.benchmarks.Outcome;
import io.zerobus.benchmarks.Plot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Draws the pictures. */
final class SvgPlot {

  static final int WIDTH = 860;

  // Told apart by who sees few colours, too; this project's is the first.
  private static final List<String> COLOURS =
      List.of(
          "#0b5fa5", "#e08a00", "#2a9d6f", "#c2417c", "#7a5cc0", "#8c6d46", "#52a7c9", "#6b6b6b");

  private SvgPlot() {}

  /** The whole text of the file. */
  static String draw(Plot plot, Outcome outcome) {
    return plot.kind() == Plot.Kind.BARS
        ? new BarPlot(plot, outcome).draw()
        : new LinePlot(plot, outcome).draw();
  }

  /** Those with a figure in the picture, this project's first. */
  static List<String> contenders(Plot plot, Outcome outcome) {
    Set<String> own = new LinkedHashSet<>();
    Set<String> peers = new LinkedHashSet<>();
    for (Figure figure : outcome.figures()) {
      if (plot.cases().contains(figure.caseName()) && plot.metrics().contains(figure.metric())) {
        (figure.contender().startsWith("zerobus") ? own : peers).add(figure.contender());
      }
    }
    own.addAll(peers);
    return List.copyOf(own);
  }

  static String colour(int contender) {
    return COLOURS.get(contender % COLOURS.size());
  }

  /** Opens the picture: title, and a legend of contenders below it. */
  static StringBuilder open(String title, List<String> contenders, int height) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                + " font-size=\"13\">%n",
            WIDTH, height));
    svg.append(format("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", WIDTH, height));
    text(svg, 12, 24, "start\" font-size=\"16", title);
    double x = 12;
    for (int i = 0; i < contenders.size(); i++) {
      svg.append(
          format(
              "<rect x=\"%.1f\" y=\"38\" width=\"12\" height=\"12\" fill=\"%s\"/>%n",
              x, colour(i)));
      text(svg, x + 17, 49, "start", contenders.get(i));
      x += 34 + 7.2 * contenders.get(i).length();
    }
    return svg;
  }

  static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x, y, anchor, escaped(text)));
  }

  static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append(
        format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ccc\"/>%n",
            x1, y1, x2, y2));
  }

  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
