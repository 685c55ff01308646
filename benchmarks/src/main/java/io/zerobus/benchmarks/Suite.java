// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.util.List;

/** What is measured together and told in one table. */
public interface Suite extends AutoCloseable {

  /** The name on the command line and of the file of results, as "sdk". */
  String what();

  /** The heading of its part of the report. */
  String title();

  /** What the reader must know about how this is measured: plain sentences in Markdown. */
  String explanation();

  /** All contenders in all cases, in the order of the tables. */
  List<Trial> trials(Effort effort);

  /** What was set out to be reached. */
  default List<Target> targets() {
    return List.of();
  }

  /** Why targets were missed, and what would be needed: Markdown, or nothing. */
  default String remarks() {
    return "";
  }

  /** Pictures of its figures. */
  default List<Plot> plots() {
    return List.of();
  }

  /** Ends what its trials share. */
  @Override
  default void close() {}
}
