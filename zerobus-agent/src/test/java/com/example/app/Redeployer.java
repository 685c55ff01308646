// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Does what a container does: gives each of its applications a class loader with a Logback of its
 * own, and drops it. Prints how many of the loaders were collected.
 */
public final class Redeployer {

  private static final int MOST_COLLECTIONS = 200;

  private Redeployer() {}

  /** Arguments: the jars of Logback. */
  public static void main(String[] args) throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      loaders.add(deployAndDrop(i, args));
    }
    System.out.println("collected " + awaitCollected(loaders));
  }

  private static WeakReference<ClassLoader> deployAndDrop(int number, String[] jars)
      throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String jar : jars) {
      urls.add(Path.of(jar).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(
            "application-" + number,
            urls.toArray(new URL[0]),
            ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      Class<?> factory = loader.loadClass("org.slf4j.LoggerFactory");
      Object logger = factory.getMethod("getLogger", String.class).invoke(null, "com.example.App");
      loader
          .loadClass("org.slf4j.Logger")
          .getMethod("info", String.class)
          .invoke(logger, "from application " + number);
      Object context = factory.getMethod("getILoggerFactory").invoke(null);
      context.getClass().getMethod("stop").invoke(context);
      return new WeakReference<>(loader);
    } finally {
      Thread.currentThread().setContextClassLoader(null);
    }
  }

  /** A collector needs its time. */
  private static int awaitCollected(List<WeakReference<ClassLoader>> loaders)
      throws InterruptedException {
    int collected = 0;
    for (int i = 0; i < MOST_COLLECTIONS && collected < loaders.size(); i++) {
      System.gc();
      Thread.sleep(10);
      collected = 0;
      for (WeakReference<ClassLoader> loader : loaders) {
        if (loader.refersTo(null)) {
          collected++;
        }
      }
    }
    return collected;
  }
}
