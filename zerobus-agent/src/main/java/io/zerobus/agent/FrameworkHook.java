// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.InvocationTargetException;
import java.security.ProtectionDomain;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hooks into each copy of a framework at the moment at which its class is loaded: defines the
 * bridge beside it and weaves the call. When one of the two cannot be done, the class stays as it
 * is. Thread-safe.
 */
final class FrameworkHook implements ClassFileTransformer {

  private final AgentLoader agent;
  private final JavaLang javaLang;
  private final Shipping shipping;
  private final AgentConsole console;

  FrameworkHook(AgentLoader agent, JavaLang javaLang, Shipping shipping, AgentConsole console) {
    this.agent = agent;
    this.javaLang = javaLang;
    this.shipping = shipping;
    this.console = console;
    // Loaded now: its own loading must not be the first that is looked at, and so need it again.
    Framework unused = Framework.ofInternalName("");
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> loaded,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    // Called for each class that the application loads.
    Framework framework = className == null ? null : Framework.ofInternalName(className);
    if (framework == null) {
      return null;
    }
    try {
      return hook(framework, loader, loaded != null, domain, classFile);
    } catch (Throwable e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      failed(
          "cannot hook into "
              + framework.displayName()
              + " in "
              + loader
              + ": "
              + cause
              + ". Its events are not shipped; use an appender");
      return null;
    }
  }

  private byte @Nullable [] hook(
      Framework framework,
      @Nullable ClassLoader loader,
      boolean isLoaded,
      @Nullable ProtectionDomain domain,
      byte[] classFile)
      throws ReflectiveOperationException {
    if (loader == null) {
      failed(
          framework.displayName()
              + " is on the boot class path; its events are not shipped. Put it on the class path");
      return null;
    }
    byte[] woven = Weaver.weave(classFile, framework);
    if (woven == null) {
      failed(
          "this "
              + framework.displayName()
              + " is of an unknown shape: "
              + framework.className()
              + " has no method "
              + Framework.METHOD
              + framework.methodDescriptor()
              + ". Its events are not shipped; use an appender");
      return null;
    }
    if (isLoaded && isHooked(framework, loader)) {
      return woven; // another agent has the class woven anew
    }
    Class<?> bridge;
    try {
      bridge = bridge(framework, loader, domain);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof LinkageError && isHooked(framework, loader)) {
        return woven; // the loader tries again what has failed after our part, or two threads do
      }
      throw e;
    }
    AtomicBoolean taken = (AtomicBoolean) bridge.getField("TAKEN").get(null);
    ShimLoader shim = new ShimLoader(agent, loader);
    bridge
        .getField("sink")
        .set(null, new CopySink(framework, bridge, shim, taken, isLoaded, shipping));
    return woven;
  }

  private void failed(String why) {
    console.say(why);
    AgentStatus.failed(why);
  }

  private static boolean isHooked(Framework framework, ClassLoader loader) {
    try {
      return Class.forName(framework.bridgeName(), false, loader).getClassLoader() == loader;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private Class<?> bridge(
      Framework framework, ClassLoader loader, @Nullable ProtectionDomain domain)
      throws ReflectiveOperationException {
    String name = framework.bridgeName();
    byte[] bytes = agent.classBytes(ShimLoader.FOLDER, name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return javaLang.defineClass(loader, name, bytes, domain);
  }
}
