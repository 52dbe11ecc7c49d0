using System.Buffers;
using System.Text;
using Postroom.Store.Embedded.Packs;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Compaction: space comes back, nobody misses a message meanwhile, and mail.db can still be made again. (Kills at each step: CrashTests.)</summary>
public sealed class CompactionTests : IDisposable
{
    private static readonly EmbeddedOptions SmallPacks = new() { PackOctets = 100_000 };

    private readonly TestFolder _folder = new();

    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        // RFC 3720 §B.4: 32 octets of zeros, of ones, and of 0 to 31.
        Assert.Equal(0x8A9136AAu, Checksum.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Checksum.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Checksum.Of([.. Enumerable.Range(0, 32).Select(static i => (byte)i)]));
    }

    [Fact]
    public async Task Removed_messages_give_their_space_back_and_the_others_stay()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, options: SmallPacks);
        for (int i = 1; i <= 100; i++)
        {
            await engine.AppendAsync((i, TestEngine.Message(i, 10_000)));
        }

        await engine.AppendAsync((200, TestEngine.Message(200, 1_500_000)));
        await engine.RemoveAsync([.. Enumerable.Range(1, 100).Where(static i => i % 4 != 0).Select(static i => (long)i), 200]);
        long before = Octets(engine);
        long freed = await engine.Account.CompactAsync(everything: false, default);
        Assert.InRange(freed, 2_000_000, before);
        Assert.InRange(Octets(engine), 250_000, 800_000);
        await AssertEveryFourthAsync(engine);
        Assert.Empty(await engine.CheckAsync());
        Assert.Equal(0, await engine.Account.CompactAsync(everything: false, default));

        // And from the packs alone: base file, kept packs, the log's rest.
        await engine.AppendAsync((300, TestEngine.Message(300, 100)));
        await engine.Account.DisposeAsync();
        DatabaseCopy.Remove(engine.Paths.Database);
        await engine.ReopenAsync();
        Assert.Equal(103, engine.Account.LastSequence);
        await AssertEveryFourthAsync(engine);
        Assert.Equal(TestEngine.Message(300, 100), await engine.BytesAsync(300));
        Assert.Empty(await engine.CheckAsync());
    }

    /// <summary>Of removed messages neither the octets nor the rows stand in any file of the log, wherever in it they were; mail.db can be made again.</summary>
    [Theory]
    [InlineData(33)] // one in a pack of living ones, long closed
    [InlineData(100)] // in the pack that is being written
    [InlineData(200)] // in a file of its own
    public async Task Everything_means_that_no_file_holds_a_removed_message(long gone)
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, options: SmallPacks);
        for (int i = 1; i <= 100; i++)
        {
            await engine.AppendAsync((i, TestEngine.Message(i, 10_000)));
            if (i == 50)
            {
                await engine.AppendAsync((200, TestEngine.Message(200, 1_500_000)));
            }
        }

        await engine.RemoveAsync(2); // and a base file that is out of date
        await engine.Account.CompactAsync(everything: true, default);
        await engine.RemoveAsync(gone);
        await engine.Account.CompactAsync(everything: true, default);
        Assert.Empty(Holding(engine, gone));
        Assert.NotEmpty(Holding(engine, 77));
        string[] files = [.. Directory.GetFiles(engine.Paths.Packs, "*.pack").Order()];
        await engine.Account.CompactAsync(everything: true, default);
        Assert.Equal(files.SkipLast(1), Directory.GetFiles(engine.Paths.Packs, "*.pack").Order().SkipLast(1)); // the log begins a file; nothing is copied again

        await engine.Account.DisposeAsync();
        DatabaseCopy.Remove(engine.Paths.Database);
        await engine.ReopenAsync();
        Assert.Equal(TestEngine.Message(77, 10_000), await engine.BytesAsync(77));
        Assert.Null(await engine.BytesAsync(gone));
        Assert.Null(await engine.TextAsync(gone));
        Assert.Empty(await engine.CheckAsync());
    }

    [Fact]
    public async Task Readers_find_every_message_while_packs_are_rewritten_and_removed()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, options: SmallPacks);
        for (int i = 1; i <= 120; i++)
        {
            await engine.AppendAsync((i, TestEngine.Message(i, 8_000)));
        }

        BlobFile leased = (await engine.Account.OpenBlobFileAsync(new EmailKey(4), 0, long.MaxValue, default))!.Value;
        using var done = new CancellationTokenSource();
        Task<int>[] readers = [.. Enumerable.Range(0, 2).Select(reader => Task.Run(async () =>
        {
            int reads = 0;
            var buffer = new ArrayBufferWriter<byte>();
            while (!done.IsCancellationRequested)
            {
                int email = 4 * (1 + ((reads + (reader * 13)) % 30));
                buffer.ResetWrittenCount();
                Assert.Equal(8_000, await engine.Account.ReadBlobAsync(new EmailKey(email), 0, 8_000, buffer, default));
                Assert.True(buffer.WrittenSpan.SequenceEqual(TestEngine.Message(email, 8_000)));
                reads++;
            }

            return reads;
        }))];
        for (int kept = 2; kept <= 4; kept += 2)
        {
            await engine.RemoveAsync([.. Enumerable.Range(1, 120).Where(i => i % kept != 0 && i % (kept / 2) == 0).Select(static i => (long)i)]);
            await engine.Account.CompactAsync(everything: false, default);
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), static reads => Assert.True(reads > 0));
        byte[] sent = new byte[leased.Length];
        RandomAccess.Read(leased.Handle, sent, leased.Offset);
        Assert.Equal(TestEngine.Message(4, 8_000), sent);
        leased.Lease.Dispose();
        leased.Lease.Dispose(); // twice does no harm
    }

    [Fact]
    public async Task A_pack_with_a_damaged_living_message_is_not_removed()
    {
        var files = new FaultyFileSystem();
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, files, SmallPacks);
        for (int i = 1; i <= 30; i++)
        {
            await engine.AppendAsync((i, TestEngine.Message(i, 10_000)));
        }

        string first = files.Paths().First(static path => path.EndsWith(".pack", StringComparison.Ordinal));
        files.Damage(first, 500, 1);
        await engine.RemoveAsync([.. Enumerable.Range(3, 26).Select(static i => (long)i)]);
        await engine.Account.CompactAsync(everything: false, default);
        Assert.True(files.Exists(first));
        await Assert.ThrowsAsync<DamagedMessageException>(() => engine.BytesAsync(1));
        Assert.Equal(TestEngine.Message(2, 10_000), await engine.BytesAsync(2));
        Assert.Contains(await engine.CheckAsync(), static line => line.StartsWith("Email 1:", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static long Octets(TestEngine engine) => Directory.GetFiles(engine.Paths.Packs).Sum(static path => new FileInfo(path).Length);

    private static string[] Holding(TestEngine engine, long email)
    {
        byte[] text = Encoding.UTF8.GetBytes($"email {email}"); // of no number that begins another's
        byte[] octets = TestEngine.Message(email, email == 200 ? 1_500_000 : 10_000)[..64];
        return [.. Directory.GetFiles(engine.Paths.Packs).Where(path =>
        {
            ReadOnlySpan<byte> file = File.ReadAllBytes(path);
            return file.IndexOf(octets) >= 0 || file.IndexOf(text) >= 0;
        })];
    }

    private static async Task AssertEveryFourthAsync(TestEngine engine)
    {
        for (int i = 1; i <= 100; i++)
        {
            Assert.Equal(i % 4 == 0 ? TestEngine.Message(i, 10_000) : null, await engine.BytesAsync(i));
            Assert.Equal(i % 4 == 0 ? $"email {i}" : null, await engine.TextAsync(i));
        }
    }
}
