// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * The classes that know the types of one copy of a framework: out of the jar's folder {@code shim},
 * linked with the agent's classes on one side and with the framework's loader on the other.
 * Thread-safe.
 *
 * <p>Only the bridge in the framework's loader refers to it, so that both go together when an
 * application is undeployed.
 */
final class ShimLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  static final String FOLDER = "shim/";

  private static final String OWN = "io.zerobus.";

  private final AgentLoader agent;
  private final ClassLoader framework;
  private final @Nullable ProtectionDomain domain;

  ShimLoader(AgentLoader agent, ClassLoader framework) {
    super("zerobus-agent-shim", ClassLoader.getPlatformClassLoader());
    this.agent = agent;
    this.framework = framework;
    this.domain = ShimLoader.class.getProtectionDomain();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OWN)) {
      // The JDK's classes too: each loader has those.
      return framework.loadClass(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      if (found == null) {
        byte[] bytes = agent.classBytes(FOLDER, name);
        found =
            bytes == null
                ? agent.loadClass(name)
                : defineClass(name, bytes, 0, bytes.length, domain);
      }
      if (resolve) {
        resolveClass(found);
      }
      return found;
    }
  }
}
