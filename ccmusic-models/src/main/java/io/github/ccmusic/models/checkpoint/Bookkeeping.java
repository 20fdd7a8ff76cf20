package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.OpaqueClass;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which names may stand beside the weights: classes of plain values and of people's own code, of which training loops leave objects
 * in their files. They are passed over; nothing that is made of them is looked at, and none is ever loaded or called.
 *
 * <p>That would be as safe for every other name. But a file that asks Python for {@code os.system} is meant to harm somebody, so a name
 * is refused if it can act: one of Python's own library, of torch or of numpy that is not listed here, or of a package that runs
 * programs. Of packages that nobody can know, only classes may be used as such: to have an object made and filled, or, as
 * enumerations are, looked up by one plain value. To call anything else is refused.
 */
final class Bookkeeping {

    /** Those of Python's library, torch and numpy that make plain values, whatever they are called with. */
    private static final Set<String> PLAIN = words("""
            argparse.Namespace array.array builtins.bool builtins.complex builtins.object builtins.range builtins.slice
            builtins.str builtins.tuple builtins.xrange collections.UserDict collections.deque
            datetime.date datetime.datetime datetime.time datetime.timedelta datetime.timezone
            decimal.Decimal fractions.Fraction pathlib.Path pathlib.PosixPath pathlib.PurePath pathlib.PurePosixPath
            pathlib.PureWindowsPath pathlib.WindowsPath random.Random time.struct_time types.SimpleNamespace
            typing.Any typing.Union uuid.SafeUUID uuid.UUID
            numpy.bool numpy.bool_ numpy.bytes_ numpy.complex128 numpy.complex64 numpy.datetime64 numpy.float16 numpy.float32
            numpy.float64 numpy.int16 numpy.int32 numpy.int64 numpy.int8 numpy.matrix numpy.ndarray numpy.object_ numpy.str_
            numpy.timedelta64 numpy.uint16 numpy.uint32 numpy.uint64 numpy.uint8 numpy.void
            torch.Generator torch.torch_version.TorchVersion
            """);

    private static final Set<String> MAKING_ARRAYS = words("""
            numpy.core.multiarray._reconstruct numpy._core.multiarray._reconstruct
            numpy.core.numeric._frombuffer numpy._core.numeric._frombuffer
            """);

    static final String NUMPY_ARRAY = "numpy.ndarray";

    /** Beginnings of names that may be used as those of packages that nobody can know. */
    private static final Set<String> LIKE_ONES_OWN = Set.of("torch.nn.", "torch.optim.");

    /** Python's random numbers, which numpy makes by functions whose names have changed over the years. */
    private static final String NUMPY_RANDOM = "numpy.random.";

    /** The first names of modules that are not anybody's own: Python's library, of 2.7 to 3.14, torch, numpy, and what runs programs. */
    private static final Set<String> NOT_ONES_OWN = words("""
            BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie DocXMLRPCServer HTMLParser MimeWriter Queue SimpleHTTPServer
            SimpleXMLRPCServer SocketServer StringIO Tkinter UserDict UserList UserString abc aifc annotationlib antigravity anydbm
            argparse array ast asynchat asyncio asyncore atexit audiodev audioop base64 bdb binascii binhex bisect bsddb builtins bz2
            cPickle cProfile cStringIO calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys commands compileall
            compiler compression concurrent configparser contextlib contextvars cookielib copy copy_reg copyreg crypt csv ctypes curses
            dataclasses datetime dbhash dbm decimal difflib dircache dis distutils doctest dumbdbm dummy_thread dummy_threading email
            encodings ensurepip enum errno exceptions faulthandler fcntl filecmp fileinput fnmatch formatter fpformat fractions ftplib
            functools future_builtins gc gdbm genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac hotshot html
            htmlentitydefs http httplib idlelib ihooks imaplib imghdr imp importlib imputil inspect io ipaddress itertools json keyword
            lib2to3 linecache locale logging lzma macpath mailbox mailcap markupbase marshal math md5 mhlib mimetools mimetypes mmap
            modulefinder msilib msvcrt multifile multiprocessing mutex netrc new nis nntplib nt ntpath nturl2path numbers opcode
            operator optparse os os2emxpath ossaudiodev parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib popen2
            poplib posix posixfile posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri
            random re readline repr reprlib resource rexec rfc822 rlcompleter robotparser runpy sched secrets select selectors sets
            sgmllib sha shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre sre_compile
            sre_constants sre_parse ssl stat statistics statvfs string stringold stringprep struct subprocess sunau sunaudio symbol
            symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this thread threading time timeit
            tkinter toaiff token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest
            urllib urllib2 urlparse user uu uuid venv warnings wave weakref webbrowser whichdb winreg winsound wsgiref xdrlib xml
            xmllib xmlrpc xmlrpclib xxsubtype zipapp zipfile zipimport zlib zoneinfo
            torch functorch numpy nltk
            IPython cloudpickle dill fabric invoke ipykernel joblib jsonpickle paramiko pexpect pip pkg_resources plumbum ptyprocess
            setuptools sh wheel
            """);

    private static final Pattern CLASS =
            Pattern.compile("_*\\p{Lu}\\w*(\\._*\\p{Lu}\\w*)*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern MODULE = Pattern.compile("[\\p{L}_]\\w*(\\.\\w+)*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern FUNCTION = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

    private Bookkeeping() {}

    /** What a name means if it may stand beside the weights, or null. */
    static @Nullable OpaqueClass named(String module, String name) {
        String global = module + "." + name;
        if (PLAIN.contains(global)) {
            return new OpaqueClass(global, true);
        }
        if (MAKING_ARRAYS.contains(global)) {
            return new OpaqueClass(NUMPY_ARRAY, true);
        }
        boolean isClass = CLASS.matcher(name).matches();
        // A dot leads from a class to one inside it, but also from a module to what it has imported.
        if (!MODULE.matcher(module).matches()
                || (!isClass && !FUNCTION.matcher(name).matches())) {
            return null;
        }
        if (global.startsWith(NUMPY_RANDOM)) {
            return new OpaqueClass(global, true);
        }
        return isOnesOwn(module) || LIKE_ONES_OWN.stream().anyMatch(global::startsWith)
                ? new OpaqueClass(global, false)
                : null;
    }

    /** Whether a name is that of a class by Python's custom, and not that of a function. */
    static boolean isClass(OpaqueClass named) {
        String name = named.name();
        return CLASS.matcher(name.substring(name.lastIndexOf('.') + 1)).matches();
    }

    private static boolean isOnesOwn(String module) {
        String first = module.split("\\.", 2)[0];
        boolean isPythonsInside = first.startsWith("_") && !first.equals("__main__") && !first.equals("__mp_main__");
        return !isPythonsInside && !NOT_ONES_OWN.contains(first);
    }

    private static Set<String> words(String text) {
        return Stream.of(text.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }
}
