// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.report;

import io.zerobus.benchmarks.Failure;
import io.zerobus.benchmarks.Outcome;
import io.zerobus.benchmarks.Suite;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints what was measured, for who waits for it. */
public final class ConsoleTable {

  private ConsoleTable() {}

  /** Prints the tables, the targets and what failed. */
  public static void print(Suite suite, Outcome outcome, PrintStream out) {
    for (Grid grid : Grid.of(outcome)) {
      print(grid, out);
    }
    if (!suite.targets().isEmpty()) {
      print(TargetGrid.of(suite, outcome), out);
    }
    for (Failure failure : outcome.failures()) {
      out.printf(
          "failed: %s, %s, round %d: %s%n",
          failure.caseName(), failure.contender(), failure.round(), failure.reason());
    }
  }

  private static void print(Grid grid, PrintStream out) {
    int[] widths = new int[grid.header().size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = width(grid, column);
    }
    out.println();
    out.println(line(grid.header(), widths));
    String last = "";
    for (List<String> row : grid.rows()) {
      List<String> shown = new ArrayList<>(row);
      if (row.get(0).equals(last)) {
        shown.set(0, "");
      }
      last = row.get(0);
      out.println(line(shown, widths));
    }
  }

  private static int width(Grid grid, int column) {
    int width = grid.header().get(column).length();
    for (List<String> row : grid.rows()) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
