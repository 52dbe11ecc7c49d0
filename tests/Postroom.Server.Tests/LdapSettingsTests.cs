using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>What must be said of a directory before anybody is asked for a password.</summary>
public sealed class LdapSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-ldap-settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Ldap:BaseDn", "Ldap:Url=ldap://a.example")]
    [InlineData("Ldap:BindPasswordFile", "Ldap:Url=ldap://a.example", "Ldap:BaseDn=dc=org", "Ldap:BindDn=cn=x")]
    [InlineData("Ldap:NameAttribute", "Ldap:Url=ldap://a.example", "Ldap:BaseDn=dc=org", "Ldap:NameAttribute=")]
    [InlineData("in the clear", "Ldap:Url=ldaps://a.example,ldap://b.example", "Ldap:BaseDn=dc=org", "Ldap:StartTls=false")]
    public void What_is_missing_is_named(string told, params string[] settings) =>
        Assert.Contains(told, Assert.Throws<ConfigurationException>(() => LdapSettings.Read(ConfigurationLoader.Load(null, settings))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Ldap:Url=http://a.example")]
    [InlineData("Ldap:UserFilter=uid=%u")]
    [InlineData("Ldap:Timeout=31s")]
    public void What_cannot_be_is_refused(string setting) => Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(null, [setting]));

    [Fact]
    public void Files_are_read_and_an_empty_password_is_none()
    {
        string password = Path.Combine(_folder.FullName, "password"), empty = Path.Combine(_folder.FullName, "empty");
        File.WriteAllText(password, "administrators\n");
        File.WriteAllText(empty, "\n");
        Assert.Equal("administrators"u8.ToArray(), Read(password, "")!.BindPassword.ToArray());
        Assert.Contains("empty", Assert.Throws<ConfigurationException>(() => Read(empty, "")).Message, StringComparison.Ordinal);
        Assert.Contains("no PEM certificate", Assert.Throws<ConfigurationException>(() => Read(password, password)).Message, StringComparison.Ordinal);

        static Security.LdapOptions? Read(string password, string authority) => LdapSettings.Read(ConfigurationLoader.Load(null,
            ["Ldap:Url=ldap://localhost", "Ldap:StartTls=false", "Ldap:BaseDn=dc=org", "Ldap:BindDn=cn=x", $"Ldap:BindPasswordFile={password}", $"Ldap:CaFile={authority}"]));
    }

    [Fact]
    public void Without_a_url_there_is_no_directory() => Assert.Null(LdapSettings.Read(ConfigurationLoader.Load(null, ["Ldap:BaseDn=dc=org"])));

    [Fact]
    public async Task A_file_that_is_not_there_ends_the_start_with_its_name()
    {
        string missing = Path.Combine(_folder.FullName, "none");
        ToolResult result = await RunningServer.ProgramAsync(
            null, "serve", "--data", Path.Combine(_folder.FullName, "data"), "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=", "--set", "Ldap:Url=ldap://localhost",
            "--set", "Ldap:BaseDn=dc=org", "--set", "Ldap:BindDn=cn=x", "--set", $"Ldap:BindPasswordFile={missing}");
        Assert.Equal((2, $"{missing} cannot be used: it is not there, or cannot be made there.{Environment.NewLine}"), (result.ExitCode, result.Error));
    }
}
