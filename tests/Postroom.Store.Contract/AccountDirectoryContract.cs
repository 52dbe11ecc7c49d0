using Postroom.Store.Engine;

namespace Postroom.Store.Contract;

/// <summary>Accounts by all their names, and changes of their records that come at one moment.</summary>
public abstract class AccountDirectoryContract : StoreContract
{
    private IAccountDirectory Accounts => Fixture.Engine.Accounts;

    [Fact]
    public async Task An_account_is_found_by_its_aliases_until_they_are_taken_away()
    {
        Assert.True(await Accounts.UpdateAsync(Owner, static now => now with { Aliases = ["ali@example.org", "a"] }, default));
        Assert.Equal(Owner, Accounts.Find("a")!.Id);
        Assert.Equal(Owner, Accounts.Find("ali")!.Id);
        Assert.True(await Accounts.UpdateAsync(Owner, static now => now with { Aliases = ["a"], Name = "ali2" }, default));
        Assert.Null(Accounts.Find("ali@example.org"));
        Assert.Null(Accounts.Find("ali"));
        Assert.Equal(Owner, Accounts.Find("ali2")!.Id);
        await Accounts.RemoveAsync(Owner, default);
        Assert.Null(Accounts.Find("a"));
    }

    [Fact]
    public async Task No_name_is_two_accounts()
    {
        var bea = new AccountRecord { Id = AccountId.New(), Name = "bea", Aliases = ["b"] };
        Assert.True(await Accounts.SaveAsync(bea, default));
        foreach (string taken in (string[])["bea", "b"])
        {
            Assert.False(await Accounts.UpdateAsync(Owner, now => now with { Aliases = ["free", taken] }, default));
            Assert.False(await Accounts.SaveAsync(new AccountRecord { Id = AccountId.New(), Name = taken }, default));
        }

        Assert.Null(Accounts.Find("free"));
        Assert.Equal(bea.Id, Accounts.Find("b")!.Id);
        Assert.False(await Accounts.SaveAsync(bea with { Aliases = ["ali"] }, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Accounts.UpdateAsync(Owner, static now => now with { Aliases = ["a/b"] }, default).AsTask());
    }

    [Fact]
    public async Task Changes_at_one_moment_are_all_there_afterwards()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => Accounts.UpdateAsync(
            Owner, now => now with { Credentials = [.. now.Credentials, $"c{number}"], Version = now.Version + 1 }, default).AsTask())));
        AccountRecord after = Accounts.Find(Owner)!;
        Assert.Equal(20, after.Credentials.Distinct().Count());
        Assert.Equal(20, after.Version);
    }

    [Fact]
    public async Task A_change_that_is_none_or_of_nobody_does_nothing()
    {
        AccountRecord before = Accounts.Find(Owner)!;
        Assert.True(await Accounts.UpdateAsync(Owner, static _ => null, default));
        Assert.Same(before, Accounts.Find(Owner));
        Assert.False(await Accounts.UpdateAsync(AccountId.New(), static now => now with { Name = "x" }, default));
    }
}
