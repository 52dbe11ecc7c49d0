namespace Postroom.Server.Tests;

/// <summary>Weak passwords where they are set (RFC 9051 §11.7), by a server that refuses them: every other in these tests takes them.</summary>
public sealed class WeakPasswordCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-weak-");

    [Theory]
    [InlineData("trustno1", "The password is one of those that attackers try first, or made from one: take another. Nothing was changed.")]
    [InlineData("otter7", "The password is shorter than 8 characters. Nothing was changed.")]
    public async Task They_are_refused_and_nothing_changes(string password, string why)
    {
        await using ServerStore store = ServerStore.Open(_folder.FullName, create: true, ConfigurationLoader.Load(null, []), new ConsoleLog(TextWriter.Null, TimeProvider.System));
        Assert.Equal(why, (await Assert.ThrowsAsync<ConfigurationException>(() => store.AddAccountAsync("ali", password, default))).Message);
        Assert.Null(store.FindAccount("ali"));

        var account = await store.AddAccountAsync("ali", "wandering otter", default);
        Assert.Equal(why, (await Assert.ThrowsAsync<ConfigurationException>(() => store.SetPasswordAsync(account, password, default))).Message);
        Assert.Equal(account.Credentials, store.FindAccount("ali")!.Credentials);
    }

    [Fact]
    public void The_setting_is_one_of_two_words() =>
        Assert.Contains("Refuse or Allow", Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(null, ["Auth:WeakPasswords=Perhaps"])).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
