using System.Globalization;
using System.Runtime.InteropServices;

namespace Postroom.Server.Tests;

/// <summary>What SQLite freed is given back: glibc by itself keeps it.</summary>
public sealed class NativeHeapTests
{
    private const int Blocks = 1 << 16, Octets = 1 << 10;

    [Fact]
    public void What_was_freed_goes_back_to_the_system()
    {
        var heap = new NativeHeap();
        if (!OperatingSystem.IsLinux())
        {
            Assert.False(heap.TrimIfWorthwhile()); // another library, which keeps its own house
            return;
        }

        nint[] blocks = [.. Enumerable.Range(0, Blocks).Select(static _ => Marshal.AllocHGlobal(Octets))];
        heap.TrimIfWorthwhile(); // what others freed is not what is measured
        foreach (nint block in blocks[..^1])
        {
            Marshal.FreeHGlobal(block); // all but the last: where the heap's end is free, glibc gives it back itself
        }

        long before = ResidentOctets();
        Assert.True(heap.TrimIfWorthwhile());
        Assert.InRange(before - ResidentOctets(), Blocks * Octets / 4, long.MaxValue);
        Marshal.FreeHGlobal(blocks[^1]);
    }

    [Fact]
    public void What_was_given_back_taken_and_freed_again_goes_back_too()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // nothing is given back there: the test above
        }

        var heap = new NativeHeap();
        nint last = Fill();
        heap.TrimIfWorthwhile();
        nint end = Fill(); // in what was just given back: as much is free as before
        heap.Forget();
        long before = ResidentOctets();
        Assert.True(heap.TrimIfWorthwhile());
        Assert.InRange(before - ResidentOctets(), Blocks * Octets / 4, long.MaxValue);
        Marshal.FreeHGlobal(last);
        Marshal.FreeHGlobal(end);
    }

    // Takes many blocks and frees all but the last.
    private static nint Fill()
    {
        nint[] blocks = [.. Enumerable.Range(0, Blocks).Select(static _ => Marshal.AllocHGlobal(Octets))];
        foreach (nint block in blocks)
        {
            Marshal.WriteByte(block, 1);
        }

        foreach (nint block in blocks[..^1])
        {
            Marshal.FreeHGlobal(block);
        }

        return blocks[^1];
    }

    private static long ResidentOctets() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
