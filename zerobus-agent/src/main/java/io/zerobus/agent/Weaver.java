// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Puts one call at the beginning of the method through which each event of a framework goes.
 *
 * <p>No branch, so no frame of the stack map moves; no new member, so a class that is loaded
 * already can be woven too.
 */
final class Weaver extends ClassVisitor {

  private final Framework framework;
  private boolean found;

  private Weaver(ClassVisitor next, Framework framework) {
    super(Opcodes.ASM9, next);
    this.framework = framework;
  }

  /** The woven class file; null when the class has no such method. */
  static byte @Nullable [] weave(byte[] classFile, Framework framework) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    Weaver weaver = new Weaver(writer, framework);
    reader.accept(weaver, 0);
    return weaver.found ? writer.toByteArray() : null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
    if (!name.equals(Framework.METHOD)
        || !descriptor.equals(framework.methodDescriptor())
        || (access & (Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT)) != 0) {
      return method;
    }
    found = true;
    return new CallFirst(method, framework.bridgeName().replace('.', '/'));
  }

  private static final class CallFirst extends MethodVisitor {
    private final String bridge;

    CallFirst(MethodVisitor next, String bridge) {
      super(Opcodes.ASM9, next);
      this.bridge = bridge;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      super.visitVarInsn(Opcodes.ALOAD, 0);
      super.visitVarInsn(Opcodes.ALOAD, 1);
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC, bridge, "emit", "(Ljava/lang/Object;Ljava/lang/Object;)V", false);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      super.visitMaxs(Math.max(maxStack, 2), maxLocals);
    }
  }
}
