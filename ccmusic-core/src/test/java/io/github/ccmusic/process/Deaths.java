package io.github.ccmusic.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Ways for a process to end, or to get stuck, for real. */
public enum Deaths {
    /** Native code that reads where there is nothing. */
    SEGV {
        @Override
        public void happen() {
            unsafe("getByte", 8L);
        }
    },
    /** What the system does to a process when it has no memory left. */
    KILL {
        @Override
        public void happen() {
            try {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    },
    HALT {
        @Override
        public void happen() {
            System.err.println("cannot go on\u001b[31m");
            Runtime.getRuntime().halt(9);
        }
    },
    HANG {
        @Override
        public void happen() {
            for (long spin = 0; spin >= 0; spin++) {
                Thread.onSpinWait();
            }
        }
    },
    HEAP {
        @Override
        public void happen() {
            List<long[]> all = new ArrayList<>();
            while (all.size() < Integer.MAX_VALUE) {
                all.add(new long[1 << 16]);
            }
        }
    },
    /** Memory outside of the Java heap, as a decoder takes it. */
    NATIVE_MEMORY {
        @Override
        public void happen() {
            for (int i = 0; i < 40; i++) {
                unsafe("setMemory", unsafe("allocateMemory", 10_000_000L), 10_000_000L, (byte) 1);
            }
            HANG.happen();
        }
    },
    /** Words where answers belong, as native code prints them. */
    STDOUT {
        @Override
        public void happen() {
            try {
                new FileOutputStream(FileDescriptor.out)
                        .write("Could not update timestamps\n".repeat(10).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            HANG.happen();
        }
    };

    public abstract void happen();

    /** Calls the JDK's way around its own safety, which the compiler has warnings for that cannot be turned off. */
    private static Object unsafe(String method, Object... arguments) {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            Class<?>[] types = new Class<?>[arguments.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = arguments[i] instanceof Byte ? byte.class : long.class;
            }
            return type.getMethod(method, types).invoke(field.get(null), arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
