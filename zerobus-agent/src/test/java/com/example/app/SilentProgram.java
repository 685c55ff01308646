// SPDX-License-Identifier: Apache-2.0
package com.example.app;

/** Prints and does not log. */
public final class SilentProgram {

  private SilentProgram() {}

  public static void main(String[] args) {
    System.out.println("done");
  }
}
