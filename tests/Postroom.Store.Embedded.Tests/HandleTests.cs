using Postroom.Store.Embedded.Files;
using Postroom.Store.Embedded.Tests.Faults;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>As many files are open as may be: what needs another is unavailable, nothing is taken for damaged, and later all is as it was.</summary>
public sealed class HandleTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FaultyFileSystem _files = new();

    [Fact]
    public void So_many_and_not_one_more()
    {
        var files = new OpenFiles { Most = 4 };
        files.Take(3);
        files.Take(1);
        Assert.Throws<TooManyFilesException>(() => files.Take(1));
        files.Give(3);
        Assert.Throws<TooManyFilesException>(() => files.Take(OpenFiles.OfDatabase + 1));
        files.Take(OpenFiles.OfDatabase);
    }

    [Fact]
    public async Task What_cannot_be_opened_now_can_be_read_later()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 3000)), (2, TestEngine.Message(2, 300_000)));
        await engine.ReopenAsync(); // nothing is open to be read
        _files.HasNoHandles = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.BytesAsync(1));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => (await engine.Account.ReadBlobsAsync(
            new BlobPiece[] { new(new EmailKey(1), 0, 3000), new(new EmailKey(2), 0, 300_000) }, default)).Dispose());
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await engine.Account.OpenBlobFileAsync(new EmailKey(2), 0, 300_000, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.CheckAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await engine.StageAsync(TestEngine.Message(3, 2_000_000)));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await engine.Account.CompactAsync(everything: true, default));
        await engine.AppendAsync((3, TestEngine.Message(3, 3000))); // its log is open

        _files.HasNoHandles = false;
        Assert.Equal(TestEngine.Message(1, 3000), await engine.BytesAsync(1));
        Assert.Equal(TestEngine.Message(2, 300_000), await engine.BytesAsync(2));
        Assert.Equal(TestEngine.Message(3, 3000), await engine.BytesAsync(3));
        Assert.Empty(await engine.CheckAsync());
        Assert.Empty(engine.Reports);
    }

    [Fact]
    public async Task An_account_that_cannot_be_opened_now_can_be_later()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 3000)));
        await engine.Account.DisposeAsync();
        _files.HasNoHandles = true;
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(engine.OpenAgainAsync);
        Assert.False(e.IsFull);
        _files.HasNoHandles = false;
        await using (await engine.OpenAgainAsync())
        {
            Assert.Equal(TestEngine.Message(1, 3000), await engine.BytesAsync(1));
            Assert.Empty(await engine.CheckAsync());
        }
    }

    /// <summary>A new log has its name already when its folder cannot be put on disk: what the old one took from then on would be behind its end.</summary>
    [Fact]
    public async Task Behind_a_log_that_was_begun_and_may_not_be_on_disk_nothing_is_written_before_the_account_is_opened_again()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path, _files);
        await engine.AppendAsync((1, TestEngine.Message(1, 3000)));
        _files.FailOnce(FaultyStep.Sync, 2); // the file's succeeds, the folder's does not
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await engine.Account.CompactAsync(everything: true, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.AppendAsync((2, TestEngine.Message(2, 3000))));
        Assert.Equal(1, engine.Account.LastSequence);

        await engine.ReopenAsync();
        await engine.AppendAsync((2, TestEngine.Message(2, 3000)));
        await engine.Account.DisposeAsync();
        await engine.Store.DisposeAsync();
        await using TestEngine after = await TestEngine.OpenAsync(_folder.Path, _files.AfterKill());
        Assert.Equal(TestEngine.Message(1, 3000), await after.BytesAsync(1));
        Assert.Equal(TestEngine.Message(2, 3000), await after.BytesAsync(2));
        Assert.Empty(await after.CheckAsync());
    }

    public void Dispose() => _folder.Dispose();
}
