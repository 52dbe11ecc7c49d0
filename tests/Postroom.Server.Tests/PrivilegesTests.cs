using System.Diagnostics;
using System.Globalization;
using System.Net;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Server.Tests;

/// <summary>A server that root starts and that is somebody else afterwards: `Process:User`.</summary>
public sealed class PrivilegesTests : IDisposable
{
    private const string User = "nobody"; // there is one everywhere
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-rights-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Data => Path.Combine(_folder.FullName, "data");

    [RootFact]
    public async Task Root_opens_the_ports_and_nothing_of_it_is_left_in_any_thread()
    {
        string program = await PrepareAsync();
        string id = (await RunAsync("id", "-u", User)).Output.Trim(), group = (await RunAsync("id", "-g", User)).Output.Trim();
        // Below 1024 on an address of loopback that nobody else has: 127.a.b.c of this process.
        int unique = Environment.ProcessId;
        var address = new IPAddress([127, (byte)(1 + ((unique >> 16) % 250)), (byte)(unique >> 8), (byte)(1 + (unique & 0xFF) % 250)]);
        await using var server = new ServerProcess(new ProcessStartInfo(PostroomServer.Runner,
        [
            program, "serve", "--data", Data, "--set", $"Imap:Listen={address}:143", "--set", $"Imap:TlsListen={address}:0", "--set", $"Admin:Listen={address}:0", "--set", $"Process:User={User}",
        ]));
        IPEndPoint imap = await server.WaitAsync(() => Task.FromResult(RunningServer.Listening(Data)), TimeSpan.FromSeconds(60));
        Assert.Equal(new IPEndPoint(address, 143), imap);

        foreach (string thread in Directory.EnumerateDirectories($"/proc/{server.Id}/task"))
        {
            Assert.Null(Privileges.WrongIn(await StatusAsync(thread), uint.Parse(id, CultureInfo.InvariantCulture), uint.Parse(group, CultureInfo.InvariantCulture)));
        }

        // All that it made is the user's, and mail is served in plain and over TLS.
        Assert.Equal("", (await RunAsync("find", Data, "!", "-uid", id)).Output);
        (await ToolProcess.RunAsync(PostroomServer.Runner, [program, "account", "add", "u0", "--data", Data], "only-for-a-test\n")).MustSucceed();
        await using (RawImap client = await RawImap.LoginAsync(imap, "u0", "only-for-a-test"))
        {
            await client.AppendAsync("INBOX", "Subject: x\r\n\r\nx\r\n"u8.ToArray());
        }

        using (var json = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "run", "listening.json"))))
        {
            Assert.Equal(["Imap:Listen", "Imap:TlsListen", "Admin:Listen"], json.RootElement.EnumerateObject().Select(static door => door.Name));
            await using RawImap secure = await RawImap.LoginAsync(
                IPEndPoint.Parse(json.RootElement.GetProperty("Imap:TlsListen")[0].GetString()!), "u0", "only-for-a-test", tls: true);
            Assert.Equal(1, (await secure.OkAsync("SELECT INBOX")).Count("EXISTS"));
        }

        Assert.Equal("", (await RunAsync("find", Data, "!", "-uid", id)).Output);
    }

    [RootFact]
    public async Task What_the_user_may_not_open_is_named_before_anything_is_served()
    {
        string program = await PrepareAsync();
        string left = Path.Combine(Data, "server.db");
        await File.WriteAllTextAsync(left, "");
        (await RunAsync("chmod", "600", left)).MustSucceed();
        ToolResult result = await ServeAsync(program, $"Process:User={User}");
        Assert.Equal((2, $"{left} is not open to {User}, as whom the server runs: `chown -R {User} {Data}` gives it the data folder.\n"), (result.ExitCode, result.Error));
    }

    [RootFact]
    public async Task A_user_that_is_none_or_root_ends_the_start()
    {
        string program = await PrepareAsync();
        (string Said, string[] Settings)[] cases =
        [
            ("Process:User: this machine has no user 'no-such-user'.\n", ["Process:User=no-such-user"]),
            ("Process:User: the user 'root' is root's: name one without rights.\n", ["Process:User=root"]),
            ("Process:User: the group is root's: name one without rights.\n", [$"Process:User={User}", "Process:Group=0"]),
            ("Process:Group: this machine has no group 'no-such-group'.\n", [$"Process:User={User}", "Process:Group=no-such-group"]),
            ("Process:Group is nothing without Process:User.\n", [$"Process:Group={User}"]),
        ];
        ToolResult[] results = await Task.WhenAll(cases.Select(one => ServeAsync(program, one.Settings)));
        Assert.Equal(cases.Select(static one => (2, one.Said)), results.Select(static result => (result.ExitCode, result.Error)));
    }

    [RootFact]
    public async Task Who_is_not_root_becomes_nobody_else()
    {
        string program = await PrepareAsync();
        ToolResult result = await ToolProcess.RunAsync(
            "setpriv", ["--reuid", "65533", "--regid", "65533", "--clear-groups", "env", "HOME=/", PostroomServer.Runner, program, .. Serve($"Process:User={User}")]);
        Assert.Equal((2, $"Only root can become {User}: start the server as root, or as {User} without Process:User.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData(null, "Uid:\t7\t7\t7\t7", "Gid:\t8\t8\t8\t8", "Groups:\t8 9 ", "CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t000001ffffffffff")]
    [InlineData("Uid: 7 7 0 7", "Uid:\t7\t7\t0\t7")] // the saved one: setuid(0) would do
    [InlineData("Gid: 8 0 8 8", "Uid:\t7\t7\t7\t7", "Gid:\t8\t0\t8\t8")]
    [InlineData("Groups: 8 0", "Groups:\t8 0 ")]
    [InlineData("CapPrm: 0000000000000400", "CapPrm:\t0000000000000400")]
    [InlineData("CapEff: 0000000000000080", "CapEff:\t0000000000000080")]
    public void A_thread_that_kept_something_is_found(string? wrong, params string[] status) => Assert.Equal(wrong, Privileges.WrongIn(status, 7, 8));

    // The checkout may be where another user cannot read it: a copy of the program, and a data folder that is the user's.
    private async Task<string> PrepareAsync()
    {
        string copy = Path.Combine(_folder.FullName, "program");
        (await RunAsync("cp", "-r", Path.GetDirectoryName(PostroomServer.Program)!, copy)).MustSucceed();
        (await RunAsync("chmod", "-R", "a+rX", _folder.FullName)).MustSucceed();
        (await RunAsync("install", "-d", "-m", "700", "-o", User, Data)).MustSucceed();
        return Path.Combine(copy, Path.GetFileName(PostroomServer.Program));
    }

    private string[] Serve(params string[] settings) =>
        ["serve", "--data", Data, "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=", .. settings.SelectMany(static setting => (string[])["--set", setting])];

    private Task<ToolResult> ServeAsync(string program, params string[] settings) => ToolProcess.RunAsync(PostroomServer.Runner, [program, .. Serve(settings)]);

    private static Task<ToolResult> RunAsync(string program, params string[] arguments) => ToolProcess.RunAsync(program, arguments);

    // Threads come and go.
    private static async Task<string[]> StatusAsync(string thread)
    {
        try
        {
            return await File.ReadAllLinesAsync(Path.Combine(thread, "status"));
        }
        catch (IOException)
        {
            return [];
        }
    }
}
