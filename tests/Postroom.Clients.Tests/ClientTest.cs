using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Clients.Tests;

/// <summary>What each client's test has: the shared server, an account of its own, a home, and a second pair of eyes.</summary>
public abstract class ClientTest : IAsyncLifetime
{
    protected MailServer Server { get; private set; } = null!;

    protected string User { get; private set; } = null!;

    protected ClientHome Home { get; private set; } = null!;

    /// <summary>Logged in as the same user: fills the account before, and sees afterwards what the client really did.</summary>
    protected RawImap Eyes { get; private set; } = null!;

    protected int Port => Server.Imap.Port;

    public async Task InitializeAsync()
    {
        // A skipped test makes its class too, and must not start a server.
        if (DebianRoot.WhyNot is not null)
            return;
        Server = await SharedServer.GetAsync();
        User = await Server.NewAccountAsync();
        Home = new ClientHome(GetType().Name);
        Eyes = await Server.LoginAsync(User);
    }

    public async Task DisposeAsync()
    {
        if (Eyes is not null)
            await Eyes.DisposeAsync();
        Home?.Dispose();
    }

    protected Task<MailboxContents> ReadAsync(string mailbox = "INBOX") => MailboxContents.ReadAsync(Eyes, mailbox);

    protected async Task FillAsync(string mailbox, params Letter[] letters)
    {
        // A new account may come with some mailboxes already.
        if (!(await Eyes.OkAsync($"LIST \"\" \"{mailbox}\"")).Named("LIST").Any())
            await Eyes.OkAsync($"CREATE \"{mailbox}\"");
        foreach (Letter letter in letters)
            await Eyes.AppendAsync($"\"{mailbox}\"", letter.Octets, letter.Flags, letter.Date);
    }

    /// <summary>letter.eml and bare.eml in the client's home, for it to store, and the mailbox Bare, where the latter is already.</summary>
    protected async Task LayOutLettersAsync()
    {
        Home.Write("letter.eml", Letter.Attached);
        Home.Write("bare.eml", Letter.Bare);
        await using RawImap utf8 = await Server.LoginAsync(User);
        await utf8.OkAsync("ENABLE UTF8=ACCEPT");
        await utf8.OkAsync("CREATE Bare");
        await utf8.AppendAsync("Bare", Letter.Bare);
    }

    /// <summary>Writes the server's certificate, to be trusted, and tells where TLS begins at once.</summary>
    protected async Task<int> PinCertificateAsync(string file = "server.pem")
    {
        Assert.NotNull(Server.Imaps);
        Home.Write(file, await Tls.CertificateAsync(Server.Imaps));
        return Server.Imaps.Port;
    }

    /// <summary>A script from Scripts/, copied into the client's home.</summary>
    protected string Script(string name)
    {
        Home.Write(name, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scripts", name)));
        return name;
    }
}
