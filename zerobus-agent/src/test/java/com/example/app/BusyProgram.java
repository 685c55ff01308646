// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works, and logs a line for each piece of work. */
public final class BusyProgram {

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Busy");

  private BusyProgram() {}

  /** Arguments: how many pieces; how many bytes each of them sums up. */
  public static void main(String[] args) {
    int pieces = Integer.parseInt(args[0]);
    byte[] bytes = new byte[Integer.parseInt(args[1])];
    CRC32 sum = new CRC32();
    for (int i = 0; i < pieces; i++) {
      sum.update(bytes);
      LOG.info("piece {} of {} has sum {}", i, pieces, sum.getValue());
    }
  }
}
