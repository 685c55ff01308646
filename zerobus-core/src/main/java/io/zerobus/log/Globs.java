// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Patterns of keys: {@code *} stands for any characters, {@code ?} for one. Immutable and
 * thread-safe. Matching allocates nothing, and takes at most as many steps as pattern times key is
 * long.
 */
final class Globs {

  /** Matches no key. */
  static final Globs NONE = new Globs(new ArrayList<>(), false);

  private final char[][] patterns;
  private final boolean ignoreCase;

  private Globs(Collection<String> patterns, boolean ignoreCase) {
    this.patterns = new char[patterns.size()][];
    int i = 0;
    for (String pattern : patterns) {
      this.patterns[i++] = pattern.toCharArray();
    }
    this.ignoreCase = ignoreCase;
  }

  /** Patterns to which upper and lower case differ. */
  static Globs withCase(Collection<String> patterns) {
    return patterns.isEmpty() ? NONE : new Globs(new LinkedHashSet<>(patterns), false);
  }

  /** Patterns to which upper and lower case are the same. */
  static Globs withoutCase(Collection<String> patterns) {
    if (patterns.isEmpty()) {
      return NONE;
    }
    Set<String> lower = new LinkedHashSet<>();
    for (String pattern : patterns) {
      lower.add(pattern.toLowerCase(Locale.ROOT));
    }
    return new Globs(lower, true);
  }

  /** Splits a list at its commas; empty places are left out. */
  static List<String> split(String list) {
    List<String> patterns = new ArrayList<>();
    for (String part : Arrays.asList(list.split(",", -1))) {
      String pattern = part.trim();
      if (!pattern.isEmpty()) {
        patterns.add(pattern);
      }
    }
    return patterns;
  }

  boolean isEmpty() {
    return patterns.length == 0;
  }

  /** Whether at least one of the patterns stands for this key. */
  boolean matches(String key) {
    for (char[] pattern : patterns) {
      if (matches(pattern, key)) {
        return true;
      }
    }
    return false;
  }

  /** Only the last star is ever tried again: what stands before it has found its first place. */
  private boolean matches(char[] pattern, String key) {
    int p = 0;
    int k = 0;
    int afterStar = -1;
    int retry = 0;
    while (k < key.length()) {
      if (p < pattern.length && pattern[p] == '*') {
        afterStar = ++p;
        retry = k;
      } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == charAt(key, k))) {
        p++;
        k++;
      } else if (afterStar >= 0) {
        p = afterStar;
        k = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  private char charAt(String key, int index) {
    char c = key.charAt(index);
    return ignoreCase ? Character.toLowerCase(c) : c;
  }

  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    for (char[] pattern : patterns) {
      texts.add(new String(pattern));
    }
    return String.join(",", texts);
  }
}
