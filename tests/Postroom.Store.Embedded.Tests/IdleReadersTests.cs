using Postroom.Store.Embedded.Accounts;

namespace Postroom.Store.Embedded.Tests;

/// <summary>Readers between two reads: few are kept, the last first, and none once the account is closed.</summary>
public sealed class IdleReadersTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task The_last_that_came_goes_first_and_few_are_kept()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        var idle = new IdleReaders();
        Assert.Null(idle.Take());
        AccountReader[] readers = [.. Enumerable.Range(0, 6).Select(_ => new AccountReader(engine.Paths.Database, vfs: null))];
        foreach (AccountReader reader in readers)
        {
            idle.Return(reader);
        }

        foreach (AccountReader kept in readers[..4].Reverse())
        {
            Assert.Same(kept, idle.Take());
            kept.Dispose();
        }

        Assert.Null(idle.Take());
    }

    [Fact]
    public async Task What_comes_back_after_they_were_closed_is_not_kept()
    {
        await using TestEngine engine = await TestEngine.OpenAsync(_folder.Path);
        var idle = new IdleReaders();
        idle.Return(new AccountReader(engine.Paths.Database, vfs: null));
        idle.Close();
        Assert.Null(idle.Take());
        idle.Return(new AccountReader(engine.Paths.Database, vfs: null));
        Assert.Null(idle.Take());
    }

    public void Dispose() => _folder.Dispose();
}
