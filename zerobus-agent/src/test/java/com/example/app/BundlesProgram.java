// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Starts an OSGi framework, and in it bundles that are not on the class path. */
public final class BundlesProgram {

  private BundlesProgram() {}

  /** Arguments: a folder for the framework, the jars. */
  public static void main(String[] args) throws Exception {
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    args[0],
                    // No bundle sees a class of the class path that it does not ask for.
                    "felix.bootdelegation.implicit",
                    "false"));
    framework.init();
    try {
      startAll(framework.getBundleContext(), List.of(args).subList(1, args.length));
      framework.start();
    } finally {
      framework.stop();
      framework.waitForStop(0);
    }
  }

  private static void startAll(BundleContext context, List<String> jars) throws Exception {
    List<Bundle> bundles = new ArrayList<>();
    for (String jar : jars) {
      bundles.add(context.installBundle(Path.of(jar).toUri().toString()));
    }
    for (Bundle bundle : bundles) {
      bundle.start();
    }
  }
}
