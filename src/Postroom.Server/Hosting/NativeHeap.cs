using System.Runtime.InteropServices;

namespace Postroom.Server;

/// <summary>The C library's heap, which SQLite and OpenSSL live in. glibc keeps what they free: storages that were closed, sessions that ended.</summary>
internal sealed partial class NativeHeap
{
    // A few accounts' storage: less is taken again soon.
    private const ulong WorthOctets = 4 << 20;

    // mallopt(3)
    private const int ArenaMax = -8, MapThreshold = -3, MapMax = -4;

    // OpenSSL's two buffers of a connection are a little larger, and hardly written to while it is idle.
    private const int LargeOctets = 16 << 10;

    // Half of what Linux lets a process have (vm.max_map_count), should none of them lie side by side.
    private const int MostMaps = 32_000;

    private readonly Trimming? _trim = Find<Trimming>("malloc_trim");
    private readonly Counting? _count = Find<Counting>("mallinfo2"); // glibc 2.33 and later
    private ulong _left; // free when it was last trimmed: much of it is with the system

    private delegate int Trimming(nuint pad);

    private delegate Counts Counting();

    /// <summary>One heap a processor, before there are threads that take another each: what few use together leaves fewer pages with a little on them. MALLOC_ARENA_MAX goes first.</summary>
    internal static void BoundArenas()
    {
        if (Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is null && CanSet())
        {
            _ = Set(ArenaMax, Math.Max(2, Environment.ProcessorCount));
        }
    }

    /// <summary>
    /// Gives what is large pages of its own from here on: of a TLS connection's 34 KiB of buffers the few that were written to take memory, whatever
    /// was freed before, and all go back with it. For after the start, as the compiler takes much that is larger. MALLOC_MMAP_THRESHOLD_ goes first.
    /// </summary>
    internal static void KeepLargeApart()
    {
        if (Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is null && CanSet())
        {
            _ = Set(MapThreshold, LargeOctets);
            _ = Set(MapMax, MostMaps);
        }
    }

    /// <summary>Gives the pages that nothing lies on back to the system, if by now they may be many more than the last time, or many after <see cref="Forget"/>.</summary>
    /// <returns>True if it did; with another library than glibc it never does.</returns>
    internal bool TrimIfWorthwhile()
    {
        if (_trim is null || _count is null)
        {
            return false;
        }

        ulong free = _count().FreeOctets;
        _left = Math.Min(_left, free);
        if (free - _left < WorthOctets)
        {
            return false;
        }

        _ = _trim(0);
        _left = _count().FreeOctets;
        return true;
    }

    /// <summary>A busy time was: what had been given back may have been taken and freed again meanwhile, which no count tells.</summary>
    internal void Forget() => _left = 0;

    private static bool CanSet() => OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out _);

    // Not a delegate as the others: before the doors open it is needed at once, and a delegate's stub is compiled when it is.
    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int what, int value);

    private static T? Find<T>(string function) where T : Delegate =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, function, out nint address)
            ? Marshal.GetDelegateForFunctionPointer<T>(address)
            : null;

    // struct mallinfo2
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Counts
    {
        private readonly nuint _arena, _freeChunks, _fastChunks, _mappings, _mappedOctets, _most, _fastOctets, _usedOctets;
        private readonly nuint _freeOctets;
        private readonly nuint _top;

        internal ulong FreeOctets => _freeOctets;
    }
}
