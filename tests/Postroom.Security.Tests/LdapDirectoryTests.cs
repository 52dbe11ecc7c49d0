using System.Text;

namespace Postroom.Security.Tests;

/// <summary>The client of a directory, and directories that behave badly. Well-behaved ones: LdapTests, with Debian's slapd.</summary>
public sealed class LdapDirectoryTests
{
    [Fact]
    public async Task Whose_password_it_is_is_proven_by_a_bind_as_the_entry()
    {
        await using var fake = new FakeLdap(static request => FakeLdap.Ordinary(request, "ali"));
        await using LdapDirectory directory = Directory(fake);
        LdapLogin right = await CheckAsync(directory, "ali", "sesam");
        Assert.Equal((true, "ali", "uid=ali,dc=org"), (right.IsProven, right.Person!.Name, right.Person.Dn));
        Assert.False((await CheckAsync(directory, "ali", "simsim")).IsProven);
        Assert.Equal(
            [(FakeLdap.BindRequest, "cn=post"), (FakeLdap.SearchRequest, "dc=org"), (FakeLdap.BindRequest, "uid=ali,dc=org")],
            fake.Requests.Take(3).Select(static request => (request.Operation, request.Name)));
        Assert.Equal(1, fake.Connections);
    }

    /// <summary>RFC 4513 §5.1.2: a bind with an empty password succeeds and proves nothing. It is never sent.</summary>
    [Fact]
    public async Task An_empty_password_is_never_sent()
    {
        await using var fake = new FakeLdap(static request => FakeLdap.Ordinary(request, "ali"));
        await using LdapDirectory directory = Directory(fake);
        await Assert.ThrowsAsync<ArgumentException>(() => CheckAsync(directory, "ali", ""));
        Assert.Empty(fake.Requests);
    }

    [Fact]
    public async Task Nobody_and_several_are_nobody_and_an_entry_needs_one_name()
    {
        string[] people = [];
        await using var fake = new FakeLdap(request => FakeLdap.Ordinary(request, people));
        await using LdapDirectory directory = Directory(fake);
        Assert.Equal(new LdapLogin(null), await CheckAsync(directory, "ali", "sesam"));
        people = ["ali", "al"];
        LdapLogin several = await CheckAsync(directory, "ali", "sesam");
        Assert.Equal((null, false), (several.Person, several.IsProven));
        Assert.Contains("several entries", several.Problem, StringComparison.Ordinal);

        await using var unnamed = new FakeLdap(static request => request.Operation == FakeLdap.BindRequest
            ? FakeLdap.Ordinary(request)
            : [.. FakeLdap.Entry(request.Id, "cn=x", ("uid", "a"), ("uid", "b")), .. FakeLdap.Result(request.Id, 5, 0)]);
        await using LdapDirectory other = Directory(unnamed);
        Assert.Contains("cn=x has not one uid but 2", (await CheckAsync(other, "a", "sesam")).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TRUE", true)]
    [InlineData("20261122000000Z", true)]
    [InlineData("FALSE", false)]
    [InlineData("0", false)]
    public async Task A_disabled_entry_is_not_even_bound_as(string value, bool isDisabled)
    {
        await using var fake = new FakeLdap(request => request.Operation == FakeLdap.BindRequest
            ? FakeLdap.Ordinary(request)
            : [.. FakeLdap.Entry(request.Id, "uid=ali", ("UID", "ali"), ("locked", value), ("mail", "a@example.org")), .. FakeLdap.Result(request.Id, 5, 0)]);
        await using LdapDirectory directory = Directory(fake, static options => options with { DisabledAttribute = "Locked", AliasAttributes = ["mail"] });
        LdapLogin login = await CheckAsync(directory, "ali", "sesam");
        Assert.Equal((isDisabled, !isDisabled), (login.Person!.IsDisabled, login.IsProven));
        Assert.Equal(["a@example.org"], login.Person.Aliases);
        Assert.Equal(!isDisabled, fake.Requests.Any(static request => request.Name == "uid=ali"));
    }

    /// <summary>Codes by which directories say that a password is wrong, an entry locked, without a password, or elsewhere.</summary>
    [Theory]
    [InlineData(49)]
    [InlineData(53)]
    [InlineData(19)]
    [InlineData(48)]
    [InlineData(10)]
    public async Task A_bind_that_is_refused_is_a_wrong_password(int code)
    {
        await using var fake = new FakeLdap(request => request.Name.StartsWith("uid=", StringComparison.Ordinal)
            ? FakeLdap.Result(request.Id, 1, code)
            : FakeLdap.Ordinary(request, "ali"));
        await using LdapDirectory directory = Directory(fake);
        Assert.False((await CheckAsync(directory, "ali", "sesam")).IsProven);
    }

    [Fact]
    public async Task References_to_other_servers_are_passed_over()
    {
        await using var fake = new FakeLdap(static request => request.Operation == FakeLdap.BindRequest
            ? FakeLdap.Ordinary(request)
            : [.. FakeLdap.Reference(request.Id), .. FakeLdap.Result(request.Id, 5, 0)]);
        await using LdapDirectory directory = Directory(fake);
        Assert.Equal(new LdapLogin(null), await CheckAsync(directory, "ali", "sesam"));
    }

    public static TheoryData<string, Func<int, byte[]?>> Nonsense => new()
    {
        { "broke", static _ => null },
        { "something else than LDAP", static _ => "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray() },
        { "octets", static _ => [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF] },
        { "cannot be read", static _ => [0x30, 3, 2, 9, 1] },
        { "another question", static id => FakeLdap.Result(id + 1, 1, 0) },
        { "something else", static id => FakeLdap.Result(id, 5, 0) },
        { "closed the connection", static _ => FakeLdap.Result(0, 24, 52, "going down") },
        { "busy", static id => FakeLdap.Result(id, 1, 51, "busy") },
        { "without end", static id => [.. Enumerable.Repeat(FakeLdap.Entry(id, "cn=x"), 100).SelectMany(static one => one)] },
        { "NoSuchObject", static id => FakeLdap.Result(id, 5, 32) },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_is_no_answer_is_told(string part, Func<int, byte[]?> answer)
    {
        bool isOfSearch = part is "without end" or "NoSuchObject";
        await using var fake = new FakeLdap(request => isOfSearch && request.Operation == FakeLdap.BindRequest ? FakeLdap.Ordinary(request) : answer(request.Id));
        await using LdapDirectory directory = Directory(fake);
        LdapException told = await Assert.ThrowsAsync<LdapException>(() => CheckAsync(directory, "ali", "sesam"));
        Assert.Contains(part, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_silent_costs_its_time_and_no_more()
    {
        await using var fake = new FakeLdap(static _ => []);
        var time = new ManualTime();
        await using LdapDirectory directory = Directory(fake, time: time);
        Task<LdapLogin> login = CheckAsync(directory, "ali", "sesam");
        await fake.WhenAskedAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("within 5 s", (await Assert.ThrowsAsync<LdapException>(() => login.WaitAsync(TimeSpan.FromSeconds(60)))).Message, StringComparison.Ordinal);
    }

    /// <summary>The only connection is taken by one who waits: the next waits for it, within the time.</summary>
    [Fact]
    public async Task There_are_no_more_connections_than_allowed()
    {
        await using var fake = new FakeLdap(static _ => []);
        var time = new ManualTime();
        await using LdapDirectory directory = Directory(fake, static options => options with { MaxConnections = 1 }, time);
        using var gone = new CancellationTokenSource();
        Task<LdapLogin> first = directory.CheckAsync("ali", "sesam"u8.ToArray(), gone.Token).AsTask();
        await fake.WhenAskedAsync();
        Task<LdapLogin> second = CheckAsync(directory, "bea", "sesam");
        await gone.CancelAsync(); // the first client leaves, and its place is the second's
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(60)));
        await fake.WhenAskedAsync();
        Assert.Equal(2, fake.Connections);
        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<LdapException>(() => second.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_connection_that_was_closed_while_it_was_idle_is_replaced()
    {
        int asked = 0;
        await using var fake = new FakeLdap(request => Interlocked.Increment(ref asked) == 4 ? null : FakeLdap.Ordinary(request, "ali"));
        await using LdapDirectory directory = Directory(fake);
        Assert.True((await CheckAsync(directory, "ali", "sesam")).IsProven);
        Assert.True((await CheckAsync(directory, "ali", "sesam")).IsProven);
        Assert.Equal(2, directory.Opened);
    }

    [Fact]
    public async Task A_connection_that_was_idle_for_a_minute_is_not_used_again()
    {
        await using var fake = new FakeLdap(static request => FakeLdap.Ordinary(request, "ali"));
        var time = new ManualTime();
        await using LdapDirectory directory = Directory(fake, time: time);
        await CheckAsync(directory, "ali", "sesam");
        time.Advance(TimeSpan.FromMinutes(1));
        await CheckAsync(directory, "ali", "sesam");
        Assert.Equal(2, directory.Opened);
    }

    [Fact]
    public async Task The_next_server_is_asked_where_one_is_away()
    {
        await using var fake = new FakeLdap(static request => FakeLdap.Ordinary(request, "ali"));
        var away = new FakeLdap(static _ => null);
        LdapServer gone = away.Server;
        await away.DisposeAsync();
        await using LdapDirectory directory = Directory(fake, options => options with { Servers = [gone, .. options.Servers] });
        Assert.True((await CheckAsync(directory, "ali", "sesam")).IsProven);
        await using LdapDirectory nowhere = Directory(fake, options => options with { Servers = [gone] });
        Assert.Contains(gone.ToString(), (await Assert.ThrowsAsync<LdapException>(() => CheckAsync(nowhere, "ali", "sesam"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_password_is_sent_where_starttls_is_refused()
    {
        await using var fake = new FakeLdap(static request => FakeLdap.Result(request.Id, 24, 2, "no TLS here"));
        await using LdapDirectory directory = Directory(fake, static options => options with { StartTls = true });
        Assert.Contains("STARTTLS", (await Assert.ThrowsAsync<LdapException>(() => CheckAsync(directory, "ali", "sesam"))).Message, StringComparison.Ordinal);
        Assert.Equal([FakeLdap.ExtendedRequest], fake.Requests.Select(static request => request.Operation));
    }

    [Fact]
    public async Task The_search_itself_needs_leave()
    {
        await using var fake = new FakeLdap(static request => FakeLdap.Result(request.Id, 1, 49));
        await using LdapDirectory directory = Directory(fake);
        Assert.Contains("the password of cn=post", (await Assert.ThrowsAsync<LdapException>(() => CheckAsync(directory, "ali", "sesam"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ldap://a.example", "a.example", 389, false)]
    [InlineData("ldaps://a.example/", "a.example", 636, true)]
    [InlineData("ldap://[::1]:3890", "::1", 3890, false)]
    public void Servers_are_named_by_urls(string url, string host, int port, bool isTls)
    {
        Assert.True(LdapServer.TryParse(url, out LdapServer? server));
        Assert.Equal(new LdapServer(host, port, isTls), server);
    }

    [Theory]
    [InlineData("http://a.example")]
    [InlineData("a.example")]
    [InlineData("ldap:///dc=org")]
    [InlineData("ldap://a.example/dc=org")]
    [InlineData("ldap://user@a.example")]
    [InlineData("ldap://a.example?uid")]
    public void Other_urls_are_none(string url) => Assert.False(LdapServer.TryParse(url, out _));

    private static LdapDirectory Directory(FakeLdap fake, Func<LdapOptions, LdapOptions>? change = null, TimeProvider? time = null)
    {
        var options = new LdapOptions
        {
            Servers = [fake.Server],
            StartTls = false,
            BaseDn = "dc=org",
            Filter = LdapFilter.Parse("(uid=%u)"),
            BindDn = "cn=post",
            BindPassword = "sesam"u8.ToArray(),
        };
        return new LdapDirectory(change is null ? options : change(options), time ?? TimeProvider.System);
    }

    private static async Task<LdapLogin> CheckAsync(LdapDirectory directory, string name, string password) =>
        await directory.CheckAsync(name, Encoding.UTF8.GetBytes(password), CancellationToken.None);
}
