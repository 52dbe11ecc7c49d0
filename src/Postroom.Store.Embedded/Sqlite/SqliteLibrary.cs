using System.Reflection;
using System.Runtime.InteropServices;

namespace Postroom.Store.Embedded.Sqlite;

/// <summary>Finds SQLite: a configured path, the system's library, then one that lies beside the program.</summary>
internal static class SqliteLibrary
{
    internal const string Name = "postroom-sqlite3";

    private static readonly Lock Gate = new();
    private static string? _path;
    private static nint _handle;

    // A type initializer of NativeSqlite calls this, so the resolver stands before the first call.
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(SqliteLibrary).Assembly, Resolve);

    /// <summary>Uses the library at <paramref name="path"/>; it has to be said before the first database is opened.</summary>
    /// <exception cref="InvalidOperationException">Another library is in use already.</exception>
    internal static void Use(string path)
    {
        lock (Gate)
        {
            if (_handle != 0 && _path != path)
            {
                throw new InvalidOperationException($"SQLite was loaded already, before {path} was asked for.");
            }

            _path = path;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name)
        {
            return 0;
        }

        lock (Gate)
        {
            return _handle != 0 ? _handle : _handle = Load(assembly);
        }
    }

    private static nint Load(Assembly assembly)
    {
        if (_path is { } path)
        {
            return NativeLibrary.TryLoad(path, out nint configured)
                ? configured
                : throw new DllNotFoundException($"Store:SqliteLibrary names {path}, which is not there or is no library of this system.");
        }

        // winsqlite3 is part of Windows 10 and later. e_sqlite3 is what the SQLitePCLRaw packages ship beside a program.
        string[] names = OperatingSystem.IsWindows() ? ["winsqlite3.dll", "sqlite3.dll"]
            : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (string candidate in (string[])[.. names, "e_sqlite3"])
        {
            if (NativeLibrary.TryLoad(candidate, assembly, null, out nint handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException("SQLite was not found: install libsqlite3-0 (Debian's name), or name the library in Store:SqliteLibrary.");
    }
}
