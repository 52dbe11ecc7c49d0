using System.Globalization;

namespace Postroom.Server.Tests.Hostile;

/// <summary>`postroom serve` with its defaults, but for the sessions of an account, in a process of its own, of which the memory is watched; and a bystander who wants no more than its own mail.</summary>
public sealed class HostileServer : RunningServer
{
    private const int Allowed = 256; // MiB above idle: docs/limits.md
    private const int AtRest = 48; // MiB above idle: what one attack took and the framework has not given back yet is not the next one's
    private const int Letters = 3;

    public HostileServer()
        : base("Imap:MaxConnectionsPerAccount=4000")
    {
    }

    private HostileClient _bystander = null!;
    private long _idle;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using (HostileClient victim = await HostileClient.LogInAsync(Imap))
        {
            Assert.StartsWith("OK", await victim.DoAsync("APPEND INBOX {20+}\r\nSubject: u0's\r\n\r\nx\r\n"), StringComparison.Ordinal);
        }

        await using (HostileClient bystander = await HostileClient.LogInAsync(Imap, "u1"))
        {
            for (int i = 0; i < Letters; i++)
            {
                Assert.StartsWith("OK", await bystander.DoAsync("APPEND INBOX {20+}\r\nSubject: mine\r\n\r\nx\r\n"), StringComparison.Ordinal);
            }
        }

        await BeginAsync();
    }

    public override async Task DisposeAsync()
    {
        await _bystander.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task BeginAsync()
    {
        _bystander = await HostileClient.LogInAsync(Imap, "u1");
        Assert.StartsWith("OK", await _bystander.DoAsync("SELECT INBOX"), StringComparison.Ordinal);
        await BystanderIsServedAsync();
        _idle = Status("VmRSS");
    }

    /// <summary>Runs an attack on a server at rest; then the bystander is served, no fault is logged, and at no moment took the server more than 256 MiB above idle.</summary>
    internal async Task EndureAsync(Func<Task> attack)
    {
        if (Status("VmRSS") - _idle > AtRest)
        {
            await _bystander.DisposeAsync();
            await RestartAsync();
            await BeginAsync();
        }

        if (OperatingSystem.IsLinux())
        {
            await File.WriteAllTextAsync($"/proc/{ProcessId}/clear_refs", "5"); // VmHWM begins anew (proc(5))
        }

        int logged = Log.Length;
        await attack();
        await BystanderIsServedAsync();
        long most = Status("VmHWM");
        Assert.True(most - _idle <= Allowed, $"idle {_idle} MiB, during the attack {most} MiB");
        Assert.DoesNotMatch(@"(?m)^[-0-9:TZ. ]+ error ", Log[logged..]);
    }

    /// <summary>While the attack is on: somebody else is answered.</summary>
    internal async Task BystanderIsServedAsync()
    {
        Assert.StartsWith("OK", await _bystander.DoAsync("NOOP"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await _bystander.DoAsync("FETCH 1:* (FLAGS BODY.PEEK[])"), StringComparison.Ordinal);
        Assert.Equal(Letters, _bystander.Untagged.Count(static line => line.Contains(" FETCH (", StringComparison.Ordinal)));
    }

    // Elsewhere than on Linux nothing is measured, and all else holds.
    private long Status(string name) => OperatingSystem.IsLinux()
        ? long.Parse(
            File.ReadLines($"/proc/{ProcessId}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) >> 10
        : 0;
}

/// <summary>One server for all of them, one attack after the other, each on a server at rest: whose memory it was is known then.</summary>
[CollectionDefinition(Name)]
public sealed class HostileCollection : ICollectionFixture<HostileServer>
{
    public const string Name = "hostile";
}
