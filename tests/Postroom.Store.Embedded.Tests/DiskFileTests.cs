using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded.Tests;

public class DiskFileTests
{
    /// <summary>In one call or in stretches that the disk begins with early: what lies in the file is the same.</summary>
    [Theory]
    [InlineData(100_000)]
    [InlineData(2 * 1024 * 1024)]
    [InlineData(5_000_001)]
    public void Parts_lie_one_behind_the_other(int octets)
    {
        using var folder = new TestFolder();
        var random = new Random(octets);
        byte[] bytes = new byte[octets];
        random.NextBytes(bytes);
        var parts = new List<ReadOnlyMemory<byte>>();
        for (int at = 0; at < octets;)
        {
            int length = Math.Min(octets - at, random.Next(3) == 0 ? random.Next(10) : random.Next(100_000));
            parts.Add(bytes.AsMemory(at, length));
            at += length;
        }

        using IFile file = DiskFileSystem.Instance.Create(Path.Combine(folder.Path, "file"));
        file.Write(17, parts);
        file.Sync();
        byte[] read = new byte[octets + 17];
        Assert.Equal(octets + 17, file.Length);
        Assert.Equal(octets + 17, file.Read(0, read));
        Assert.True(read.AsSpan(17).SequenceEqual(bytes));
        Assert.Equal(-1, read.AsSpan(0, 17).IndexOfAnyExcept((byte)0));
    }
}
