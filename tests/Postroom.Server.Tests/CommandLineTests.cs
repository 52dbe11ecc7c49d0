using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>The program as people type it, beside a running server.</summary>
public sealed class CommandLineTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>A directory and Kerberos cost nothing where no setting names one: neither their libraries nor the framework's are in the process.</summary>
    [Fact]
    public async Task What_no_setting_asks_for_is_not_loaded()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await LoginAsync("u1", "secret");
        string[] loaded = [.. File.ReadLines($"/proc/{server.ProcessId}/maps").Select(static line => line.Split('/')[^1]).Where(static name => name.Length > 0).Distinct()];
        Assert.Contains(loaded, static name => name.StartsWith("libcoreclr", StringComparison.Ordinal));
        Assert.DoesNotContain(loaded, static name => name.StartsWith("libldap", StringComparison.Ordinal)
            || name.StartsWith("libgssapi", StringComparison.Ordinal) || name.Contains("DirectoryServices", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accounts_come_and_go_beside_the_running_server()
    {
        Assert.Equal("Added bolek.\nAdded lolek.\n", (await server.RunAsync("first\n", "account", "add", "bolek", "lolek")).MustSucceed().Output);
        await LoginAsync("bolek", "first");
        Assert.Contains("exists already", Failed(await server.RunAsync("x\n", "account", "add", "new", "lolek"), 2), StringComparison.Ordinal);
        Assert.Contains("bolek\ta", (await server.RunAsync(null, "account", "list")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("new\t", (await server.RunAsync(null, "account", "list")).MustSucceed().Output, StringComparison.Ordinal);

        (await server.RunAsync("second\n", "account", "password", "bolek")).MustSucceed();
        await LoginAsync("bolek", "second");
        await RefusedLoginAsync("bolek", "first");

        (await server.RunAsync(null, "account", "disable", "lolek")).MustSucceed();
        await RefusedLoginAsync("lolek", "first");
        (await server.RunAsync(null, "account", "enable", "lolek")).MustSucceed();
        await LoginAsync("lolek", "first");

        Assert.Contains("--yes", Failed(await server.RunAsync(null, "account", "remove", "bolek"), 2), StringComparison.Ordinal);
        (await server.RunAsync(null, "account", "remove", "bolek", "--yes")).MustSucceed();
        await RefusedLoginAsync("bolek", "second");
        Assert.Contains("'bolek'", Failed(await server.RunAsync(null, "status", "bolek"), 2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "at least one character")]
    [InlineData("a/b", "none of the characters")]
    [InlineData("..", "\"..\"")]
    [InlineData("two\nlines", "people can type")]
    public async Task A_name_that_no_account_can_have_is_a_sentence_and_adds_none(string name, string why)
    {
        Assert.Contains(why, Failed(await server.RunAsync("x\n", "account", "add", "beside-it", name), 2), StringComparison.Ordinal);
        Assert.DoesNotContain("beside-it", (await server.RunAsync(null, "account", "list")).MustSucceed().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("remove", "CONTACTADMIN", "remove", "--yes")]
    [InlineData("disable", "CONTACTADMIN", "disable")]
    [InlineData("password", "EXPIRED", "password")]
    public async Task What_ends_an_account_or_its_password_ends_its_sessions(string name, string code, params string[] command)
    {
        (await server.RunAsync("first\n", "account", "add", $"ends-{name}", $"stays-{name}")).MustSucceed();
        await using RawImap other = await RawImap.LoginAsync(server.Imap, $"stays-{name}", "first");
        using RawLines idle = await RawLines.ConnectAsync(server.Imap);
        using RawLines quiet = await RawLines.ConnectAsync(server.Imap);
        await idle.SayAsync($"a LOGIN ends-{name} first", "a OK");
        await idle.SayAsync("b SELECT INBOX", "b OK");
        await idle.SayAsync("c IDLE", "+ idling");
        await quiet.SayAsync($"a LOGIN ends-{name} first", "a OK");

        (await server.RunAsync("second\n", ["account", command[0], $"ends-{name}", .. command[1..]])).MustSucceed();

        Assert.StartsWith($"* BYE [{code}] ", await idle.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith($"* BYE [{code}] ", await quiet.ReadAsync(), StringComparison.Ordinal);
        Assert.Null(await idle.ReadAsync());
        Assert.Null(await quiet.ReadAsync());
        await other.OkAsync("SELECT INBOX");
        await RefusedLoginAsync($"ends-{name}", "first");
        Assert.DoesNotContain("fault", server.Log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_name_given_twice_adds_nothing()
    {
        Assert.Contains("'twice' is named twice", Failed(await server.RunAsync("x\n", "account", "add", "once", "twice", "twice"), 2), StringComparison.Ordinal);
        Assert.DoesNotContain("ce\t", (await server.RunAsync(null, "account", "list")).MustSucceed().Output, StringComparison.Ordinal);
    }

    /// <summary>Each is one sentence of ours: no stack, no words of the framework's ("part of the path", "Access to the path").</summary>
    [Theory]
    [InlineData("--derive cannot be 'foo': it takes client-visible, or nothing.", "check", "--derive=foo", "--data", "DIR/x")]
    [InlineData("Nothing would be served: Imap:Listen and Imap:TlsListen are both empty; give one of them an address.", "serve", "--data", "DIR/x", "--set", "Imap:Listen=", "--set", "Imap:TlsListen=")]
    [InlineData("The data folder DIR/file cannot be made: there is a file of that name.", "serve", "--data", "DIR/file")]
    [InlineData("The data folder DIR/file/x cannot be made: no folder can be made there.", "serve", "--data", "DIR/file/x")]
    [InlineData("DIR/blocked/run cannot be used: a file is in the way.", "serve", "--data", "DIR/blocked", "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=")]
    [InlineData("The certificate file 'DIR' cannot be read: it is a folder.", "serve", "--data", "DIR/x", "--set", "Tls:Certificate=DIR", "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=")]
    [InlineData("The configuration file DIR/bad.json is not valid JSON: line 2, octet 3.", "serve", "--data", "DIR/x", "--config", "DIR/bad.json")]
    [InlineData("The configuration file DIR/list.json must be one object: { \"Section\": { \"Key\": \"value\" } }.", "serve", "--data", "DIR/x", "--config", "DIR/list.json")]
    [InlineData("The configuration file DIR/twice.json has the same key twice, perhaps in another case.", "serve", "--data", "DIR/x", "--config", "DIR/twice.json")]
    [InlineData("The configuration file \"\" does not exist: name another with --config, or leave it out.", "serve", "--data", "DIR/x", "--config", "")]
    [InlineData("Account:Mailboxes cannot be 'a//b': it takes mailbox names, with commas, each with its special use if it wants one: Gesendet=\\Sent.", "serve", "--data", "DIR/x", "--set", "Account:Mailboxes=a//b")]
    [InlineData("Imap:Disable cannot be 'WINGS': it takes names of extensions, such as IDLE or MOVE, with commas.", "serve", "--data", "DIR/x", "--set", "Imap:Disable=idle, WINGS")]
    [InlineData("The IMAP extension SEARCHRES needs ESEARCH, which is switched off: switch both on or both off.", "serve", "--data", "DIR/x", "--set", "Imap:Disable=ESEARCH,IMAP4rev2")]
    [InlineData("Imap:MessageLimit and Imap:SaveLimit exclude each other: the first holds for COPY and APPEND, too.", "serve", "--data", "DIR/x", "--set", "Imap:MessageLimit=1000", "--set", "Imap:SaveLimit=1000")]
    [InlineData("There is no data folder DIR/none: create it, or name another with --data.", "check", "--data", "DIR/none", "--set", "Imap:Listen=", "--set", "imap:listen=*:1")]
    public async Task What_cannot_be_is_one_sentence(string sentence, params string[] command)
    {
        string folder = Directory.CreateDirectory(Path.Combine(server.Folder.FullName, "cannot")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "blocked"));
        await File.WriteAllTextAsync(Path.Combine(folder, "blocked", "run"), "");
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "");
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.json"), "{\n  Imap: 3 }");
        await File.WriteAllTextAsync(Path.Combine(folder, "list.json"), "[1]");
        await File.WriteAllTextAsync(Path.Combine(folder, "twice.json"), """{ "Imap": { "Listen": "x" }, "imap": { "listen": "y" } }""");

        ToolResult result = await RunningServer.ProgramAsync(null, [.. command.Select(argument => argument.Replace("DIR", folder, StringComparison.Ordinal))]);

        Assert.Equal(sentence.Replace("DIR", folder, StringComparison.Ordinal), Failed(result, 2).Trim());
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Commands_that_ask_make_no_data_folder()
    {
        string absent = Path.Combine(server.Folder.FullName, "absent"), empty = Path.Combine(server.Folder.FullName, "empty");
        Directory.CreateDirectory(empty);
        string[][] commands =
        [
            ["check", "--data", absent], ["check", "--repair", "--data", empty], ["status", "--data", empty], ["account", "list", "--data", absent],
            ["export", "mbox", Path.Combine(server.Folder.FullName, "nothing"), "--account", "u0", "--data", absent],
        ];
        foreach (string[] command in commands)
        {
            ToolResult result = await RunningServer.ProgramAsync(null, command);
            Assert.Contains(command[^1], Failed(result, 2), StringComparison.Ordinal);
            Assert.Empty(result.Output);
        }

        Assert.False(Directory.Exists(absent));
        Assert.Empty(Directory.GetFileSystemEntries(empty));
    }

    [Fact]
    public async Task A_quota_holds_from_the_next_command_on()
    {
        Assert.Contains("of 100 octets, messages 0 of 2", (await server.RunAsync(null, "account", "quota", "u1", "storage=100", "messages=2")).MustSucceed().Output, StringComparison.Ordinal);
        await using RawImap imap = await RawImap.LoginAsync(server.Imap, "u1", "secret");
        await imap.AppendAsync("INBOX", new byte[60].Select(_ => (byte)'a').ToArray());
        ImapReply over = await imap.CommandAsync("APPEND INBOX ", new byte[60].Select(_ => (byte)'a').ToArray());
        Assert.Equal(("NO", "OVERQUOTA"), (over.Status, over.Code));
        (await server.RunAsync(null, "account", "quota", "u1", "storage=none")).MustSucceed();
        await imap.AppendAsync("INBOX", new byte[60].Select(_ => (byte)'a').ToArray());
        Assert.Contains("is no limit", Failed(await server.RunAsync(null, "account", "quota", "u1", "storage=much"), 2), StringComparison.Ordinal);
        Assert.Contains("u1: 2 messages, 120 octets", (await server.RunAsync(null, "status", "u1")).MustSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_cannot_begin_whole_is_not_there()
    {
        string data = Path.Combine(server.Folder.FullName, "half");
        ToolResult refused = await RunningServer.ProgramAsync("secret\n", "account", "add", "half", "--data", data, "--set", "Account:Mailboxes=Sent,Sent");
        Assert.Contains("The account 'half' was not added", Failed(refused, 2), StringComparison.Ordinal);
        (await RunningServer.ProgramAsync("secret\n", "account", "add", "half", "--data", data)).MustSucceed();
    }

    [Fact]
    public async Task Purge_takes_what_was_expunged_beside_sessions_and_from_the_files()
    {
        (await server.RunAsync("secret\n", "account", "add", "purged")).MustSucceed();
        await using RawImap imap = await RawImap.LoginAsync(server.Imap, "purged", "secret");
        await imap.AppendAsync("INBOX", "Subject: what nobody may see\r\n\r\n"u8.ToArray());
        await imap.OkAsync("SELECT INBOX");
        await imap.OkAsync("STORE 1 +FLAGS (\\Deleted)");
        await imap.OkAsync("EXPUNGE");
        Assert.Contains("purged: 1 messages purged", (await server.RunAsync(null, "account", "purge", "purged")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("purged: 0 messages purged", (await server.RunAsync(null, "account", "purge", "purged")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("There is no account", Failed(await server.RunAsync(null, "account", "purge", "nobody"), 2), StringComparison.Ordinal);
        (await server.RunAsync(null, "check", "purged")).MustSucceed();
    }

    [Fact]
    public async Task Import_export_check_and_status_work_beside_the_running_server()
    {
        string folder = Path.Combine(server.Folder.FullName, "letters");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "1.eml"), "Subject: one\n\n1\n");
        await using RawImap imap = await RawImap.LoginAsync(server.Imap, "u0", "secret");
        await imap.OkAsync("SELECT INBOX");

        ToolResult import = (await server.RunAsync(null, "import", "eml", folder, "--account", "u0")).MustSucceed();

        Assert.Contains("Imported 1 messages into u0.", import.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await imap.OkAsync("NOOP")).Count("EXISTS"));
        string target = Path.Combine(server.Folder.FullName, "out");
        (await server.RunAsync(null, "export", "maildir", target, "--account", "u0")).MustSucceed();
        Assert.Equal("Subject: one\n\n1\n", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(target, "cur")))));
        Assert.Contains("All is sound.", (await server.RunAsync(null, "check")).MustSucceed().Output, StringComparison.Ordinal);
        string status = (await server.RunAsync(null, "status")).MustSucceed().Output;
        Assert.Contains(server.Imap.ToString(), status, StringComparison.Ordinal);
        Assert.Contains("server       process", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_folder_is_refused()
    {
        string told = Failed(await server.RunAsync(null, "serve", "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen="), 2);

        Assert.Contains("in use by another Postroom", told, StringComparison.Ordinal);
        Assert.Equal(server.Imap, RunningServer.Listening(server.Data));
        await LoginAsync("u0", "secret");
    }

    [Fact]
    public async Task A_sqlite_library_that_cannot_be_loaded_is_a_sentence()
    {
        string told = Failed(await RunningServer.ProgramAsync(
            null, "serve", "--data", Path.Combine(server.Folder.FullName, "without"), "--set", "Store:SqliteLibrary=/nowhere/libsqlite3.so",
            "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen="), 2);

        Assert.Contains("Store:SqliteLibrary names /nowhere/libsqlite3.so, which is not there", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_sentence()
    {
        string told = Failed(await RunningServer.ProgramAsync(null, "serve", "--data", Path.Combine(server.Folder.FullName, "other"), "--set", $"Imap:Listen={server.Imap}"), 2);

        Assert.Contains(server.Imap.ToString(), told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_is_a_sentence()
    {
        string file = Path.Combine(server.Folder.FullName, "a-file");
        await File.WriteAllTextAsync(file, "");

        Assert.Contains(file, Failed(await RunningServer.ProgramAsync(null, "serve", "--data", file), 2), StringComparison.Ordinal);
        Assert.Contains(file, Failed(await RunningServer.ProgramAsync("x\n", "account", "add", "x", "--data", Path.Combine(file, "below")), 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_or_command_is_a_sentence_and_starts_nothing()
    {
        string data = Path.Combine(server.Folder.FullName, "never");

        Assert.Contains("did you mean Imap:Listen?", Failed(await RunningServer.ProgramAsync(null, "serve", "--data", data, "--set", "Imap:Liste=x"), 2), StringComparison.Ordinal);
        Assert.NotEqual(0, (await RunningServer.ProgramAsync(null, "srve")).ExitCode);
        Assert.Contains("No password came", Failed(await RunningServer.ProgramAsync("", "account", "add", "x", "--data", data), 2), StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task SIGTERM_ends_it_in_order_within_five_seconds_with_a_client_connected()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // there is no SIGTERM
        }

        string data = Path.Combine(server.Folder.FullName, "stopped");
        var start = new ProcessStartInfo(Postroom.Peers.Servers.PostroomServer.Runner, [Postroom.Peers.Servers.PostroomServer.Program, "serve", "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["POSTROOM__Imap__Listen"] = "127.0.0.1:0", ["POSTROOM__Imap__TlsListen"] = "" },
        };
        TestPasswords.Allow(start);
        using Process process = Process.Start(start)!;
        try
        {
            string said = "";
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line && !line.Contains("127.0.0.1:", StringComparison.Ordinal))
            {
                said += line;
            }

            Assert.Contains(data, said, StringComparison.Ordinal);
            (await RunningServer.ProgramAsync("secret\n", "account", "add", "u0", "--data", data)).MustSucceed();
            await using RawImap imap = await RawImap.LoginAsync(RunningServer.Listening(data)!, "u0", "secret");
            await imap.OkAsync("SELECT INBOX");

            long asked = Stopwatch.GetTimestamp();
            (await ToolProcess.RunAsync("bash", ["-c", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"kill -TERM {process.Id}")])).MustSucceed(); // a bare Debian has no program of that name
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

            Assert.Equal(0, process.ExitCode);
            Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(5));
            Assert.Null(RunningServer.Listening(data));
            Assert.Contains("none runs on it", (await RunningServer.ProgramAsync(null, "status", "--data", data)).MustSucceed().Output, StringComparison.Ordinal);
        }
        finally
        {
            ToolProcess.Kill(process);
        }
    }

    [Fact]
    public async Task Without_a_command_it_serves_a_demo_and_says_how_to_connect()
    {
        string data = Path.Combine(server.Folder.FullName, "demo");
        var start = new ProcessStartInfo(
            Postroom.Peers.Servers.PostroomServer.Runner, [Postroom.Peers.Servers.PostroomServer.Program, "--data", data, "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            string said = "";
            while (!said.Contains("Ctrl-C", StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
            {
                said += line + "\n";
            }

            IPEndPoint address = RunningServer.Listening(data)!;
            Assert.Contains($"localhost:{address.Port}", said, StringComparison.Ordinal);
            await using RawImap imap = await RawImap.LoginAsync(address, "demo", "demo");
            Assert.True((await imap.OkAsync("SELECT INBOX")).Count("EXISTS") > 5);
        }
        finally
        {
            ToolProcess.Kill(process);
            await process.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Something_that_speaks_otherwise_on_the_control_socket_harms_nobody()
    {
        foreach (byte[] sent in new byte[][] { [], "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), [1, 255, 255, 255, 127], [1, 2, 0, 0, 0, (byte)'{', (byte)'}'] })
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket.PathIn(server.Data)));
            await socket.SendAsync(sent);
            socket.Shutdown(SocketShutdown.Send);
            byte[] buffer = new byte[1000];
            try
            {
                while (await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(30)) > 0)
                {
                }
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Closed with what was sent unread: as good as an end.
            }
        }

        Assert.Contains("u0", (await server.RunAsync(null, "account", "list")).MustSucceed().Output, StringComparison.Ordinal);
    }

    private static string Failed(ToolResult result, int exitCode)
    {
        Assert.True(result.ExitCode == exitCode, result.ToString());
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return result.Error;
    }

    private async Task LoginAsync(string user, string password) => await (await RawImap.LoginAsync(server.Imap, user, password)).DisposeAsync();

    private async Task RefusedLoginAsync(string user, string password)
    {
        await using RawImap imap = await RawImap.ConnectAsync(server.Imap);
        ImapReply reply = await imap.CommandAsync($"LOGIN {user} {password}");
        Assert.Equal(("NO", "AUTHENTICATIONFAILED"), (reply.Status, reply.Code));
    }
}
