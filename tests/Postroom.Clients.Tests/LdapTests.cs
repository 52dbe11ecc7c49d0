using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>Accounts from a directory: Debian's slapd, asked over STARTTLS with an authority of its own.</summary>
public sealed class LdapTests : IAsyncLifetime
{
    private const string Right = "in-the-directory";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postroom-ldap-");
    private Slapd _slapd = null!;
    private PostroomServer _server = null!;

    public async Task InitializeAsync()
    {
        if (DebianRoot.WhyNot is not null)
            return;
        _slapd = await Slapd.StartAsync(
            Slapd.Person("ali", Right, "mail: ali@example.org", "mail: a.li@example.org") +
            Slapd.Person("bea", Right) +
            Slapd.Person("cem", Right) +
            Slapd.Person("off", Right, "employeeType: TRUE") +
            Slapd.Person("one", Right, "mail: two@example.org") +
            Slapd.Person("two", Right, "mail: two@example.org") +
            Slapd.Person("u5", Right, "mail: five@example.org") +
            $"""
            dn: uid=elsewhere,{Slapd.Base}
            objectClass: referral
            objectClass: extensibleObject
            uid: elsewhere
            ref: ldap://127.0.0.1:9/uid=elsewhere,dc=example,dc=net

            """);
        string password = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(password, Slapd.Password + "\n");
        _server = await PostroomServer.StartAsync(
            string.Create(CultureInfo.InvariantCulture, $"Ldap:Url=ldap://localhost:{_slapd.Port}"), $"Ldap:CaFile={_slapd.Authority}", $"Ldap:BaseDn={Slapd.Base}",
            "Ldap:UserFilter=(|(uid=%u)(mail=%u))", $"Ldap:BindDn={Slapd.Administrator}", $"Ldap:BindPasswordFile={password}", "Ldap:AliasAttributes=mail",
            "Ldap:DisabledAttribute=employeeType", "Ldap:CreateAccounts=true", "Ldap:Recheck=1s");
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_slapd is not null)
            await _slapd.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>One story, because each start of two servers costs seconds: who comes first, who may not, who is disabled, and a directory that is away.</summary>
    [ClientFact]
    public async Task People_of_the_directory_log_in_with_its_passwords()
    {
        // The first login makes the account, whatever name is typed; afterwards its aliases are known here too.
        await using (RawImap ali = await RawImap.LoginAsync(_server.Imap, "A.Li@example.org", Right))
        {
            await ali.OkAsync("SELECT INBOX");
            Assert.NotEmpty((await ali.OkAsync("LIST \"\" Sent")).Named("LIST"));
        }

        await (await RawImap.LoginAsync(_server.Imap, "ali", Right)).DisposeAsync();
        string list = (await AccountAsync("list")).Output;
        Assert.Matches("(?m)^ali\t[^\t]+\tldap\taliases: a.li@example.org ali@example.org$", list);
        Assert.DoesNotContain("\nbea\t", list, StringComparison.Ordinal);

        // What is not to be had without a password's verifier is not offered; app passwords are beside the directory's.
        await using (RawImap greeted = await RawImap.ConnectAsync(_server.Imap))
        {
            Assert.Contains("AUTH=PLAIN", greeted.Greeting, StringComparison.Ordinal);
            Assert.DoesNotContain("SCRAM", greeted.Greeting, StringComparison.Ordinal);
        }

        string app = (await AccountAsync("app-password", "add", "ali", "phone")).Output.Trim();
        await (await RawImap.LoginAsync(_server.Imap, "ali", app)).DisposeAsync();

        // A client from each address of loopback, so that nobody waits for another's failures.
        (string Name, string Password)[] nobody =
        [
            ("bea", "wrong-password"), ("nobody", Right), ("*", Right), ("b*", Right), ("bea)(uid=*", Right), ("*)(uid=*))(|(uid=*", Right), ("two@example.org", Right), ("off", Right),
            ("elsewhere", Right), ("bea", ""), ("u5", Right), ("five@example.org", Right), ("ali", "wrong-password"),
        ];
        string[] refused = await Task.WhenAll(nobody.Select((who, i) => LogInAsync(i + 2, who.Name, who.Password)));
        Assert.All(refused, static answer => Assert.StartsWith("a NO [AUTHENTICATIONFAILED] ", answer, StringComparison.Ordinal));
        Assert.Equal("a OK", (await LogInAsync(30, "u5", MailServer.Password))[..4]); // an account that is not the directory's, with its own password
        await _server.WhenLoggedAsync("LDAP: the directory has several entries for two@example.org");
        await _server.WhenLoggedAsync($"LDAP: the account u5 is not open to the directory's uid=u5,{Slapd.Base}");

        // Disabled in the directory: the session ends within the interval, and there is no other.
        await using (RawLine bea = await RawLine.ConnectAsync(_server.Imap, 40))
        {
            Assert.StartsWith("a OK", await bea.SayAsync($"a LOGIN bea {Right}"), StringComparison.Ordinal);
            await _slapd.ModifyAsync($"dn: uid=bea,{Slapd.Base}\nchangetype: modify\nadd: employeeType\nemployeeType: TRUE\n");
            Assert.StartsWith("* BYE [CONTACTADMIN]", await bea.ReadAsync(), StringComparison.Ordinal);
        }

        Assert.StartsWith("a NO [AUTHENTICATIONFAILED]", await LogInAsync(41, "bea", Right), StringComparison.Ordinal);

        // Away: who came in a short time ago comes in, nobody else, and everybody hears the same. The password of an account that is not the directory's is good.
        await _slapd.StopAsync();
        Assert.StartsWith("a OK", await LogInAsync(50, "ali", Right), StringComparison.Ordinal);
        Assert.StartsWith("a NO [UNAVAILABLE] ", await LogInAsync(51, "cem", Right), StringComparison.Ordinal);
        Assert.StartsWith("a NO [UNAVAILABLE] ", await LogInAsync(51, "nobody", Right), StringComparison.Ordinal);
        Assert.StartsWith("a OK", await LogInAsync(51, "u5", MailServer.Password), StringComparison.Ordinal);
        await _server.WhenLoggedAsync($"error LDAP: ldap://localhost:{_slapd.Port}");
        await _server.WhenLoggedAsync("failed: the directory could not be asked");
        await _slapd.StartAsync();
        Assert.StartsWith("a OK", await LogInAsync(52, "cem", Right), StringComparison.Ordinal);
        await _server.WhenLoggedAsync("LDAP: the directory answers again");
        Assert.DoesNotContain(Right, _server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Slapd.Password, _server.Log, StringComparison.Ordinal);

        // The mark is set and taken by hand too.
        Assert.Equal($"u5 is open to the LDAP directory.{Environment.NewLine}", (await AccountAsync("ldap", "u5")).Output);
        Assert.StartsWith("a OK", await LogInAsync(60, "u5", Right), StringComparison.Ordinal);
        await AccountAsync("ldap", "--off", "u5");
        Assert.StartsWith("a NO [AUTHENTICATIONFAILED]", await LogInAsync(61, "u5", Right), StringComparison.Ordinal);
    }

    /// <summary>TLS from the first octet; a server that another authority signed, or that is called otherwise, gets no password.</summary>
    [ClientFact]
    public async Task Only_a_directory_that_proves_who_it_is_is_asked()
    {
        string data = Path.Combine(_folder.FullName, "data");
        string other = Path.Combine(_folder.FullName, "other.pem");
        await File.WriteAllTextAsync(other, await Tls.CertificateAsync(_server.Imaps));
        foreach ((string host, string file, string said) in (IEnumerable<(string, string, string)>)
            [("localhost", _slapd.Authority, "a OK"), ("localhost", other, "a NO [UNAVAILABLE]"), ("127.0.0.1", _slapd.Authority, "a NO [UNAVAILABLE]")])
        {
            await using var server = new ServerProcess(new System.Diagnostics.ProcessStartInfo(PostroomServer.Runner,
            [
                PostroomServer.Program, "serve", "--data", data, "--set", "Imap:Listen=127.0.0.1:0", "--set", "Imap:TlsListen=",
                "--set", string.Create(CultureInfo.InvariantCulture, $"Ldap:Url=ldaps://{host}:{_slapd.TlsPort}"), "--set", $"Ldap:CaFile={file}", "--set", $"Ldap:BaseDn={Slapd.Base}",
                "--set", $"Ldap:BindDn={Slapd.Administrator}", "--set", $"Ldap:BindPasswordFile={Path.Combine(_folder.FullName, "password")}", "--set", "Ldap:CreateAccounts=true",
            ]));
            string listening = Path.Combine(data, "run", "listening.json");
            IPEndPoint imap = await server.WaitAsync(() => Task.FromResult(Listening(listening)), TimeSpan.FromSeconds(60));
            await using RawLine client = await RawLine.ConnectAsync(imap, 2);
            Assert.StartsWith(said, await client.SayAsync($"a LOGIN cem {Right}"), StringComparison.Ordinal);
            File.Delete(listening);
        }
    }

    private static IPEndPoint? Listening(string file)
    {
        if (!File.Exists(file))
            return null;
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        return IPEndPoint.Parse(json.RootElement.GetProperty("Imap:Listen")[0].GetString()!);
    }

    private async Task<ToolResult> AccountAsync(params string[] arguments) =>
        (await ToolProcess.RunAsync(PostroomServer.Runner, [PostroomServer.Program, "account", .. arguments, "--data", _server.Data])).MustSucceed();

    private async Task<string> LogInAsync(int address, string name, string password)
    {
        await using RawLine client = await RawLine.ConnectAsync(_server.Imap, address);
        return await client.SayAsync($"a LOGIN \"{name}\" \"{password}\"");
    }

    /// <summary>A client with an address of its own, 127.0.0.2 to 127.0.0.254.</summary>
    private sealed class RawLine : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
        private readonly NetworkStream _stream;
        private readonly StreamReader _reader;

        private RawLine(Socket socket)
        {
            _stream = new NetworkStream(socket, ownsSocket: true);
            _reader = new StreamReader(_stream, Encoding.Latin1);
        }

        public static async Task<RawLine> ConnectAsync(IPEndPoint server, int address)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)address]), 0));
            await socket.ConnectAsync(server).WaitAsync(Patience);
            var client = new RawLine(socket);
            Assert.StartsWith("* OK", await client.ReadAsync(), StringComparison.Ordinal);
            return client;
        }

        /// <summary>Sends a command; its tagged answer.</summary>
        public async Task<string> SayAsync(string command)
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(command + "\r\n"));
            while (true)
            {
                if (await ReadAsync() is { } line && line.StartsWith(command[..2], StringComparison.Ordinal))
                    return line;
            }
        }

        public async Task<string> ReadAsync() => await _reader.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException("The server has closed.");

        public ValueTask DisposeAsync()
        {
            _reader.Dispose();
            return _stream.DisposeAsync();
        }
    }
}
