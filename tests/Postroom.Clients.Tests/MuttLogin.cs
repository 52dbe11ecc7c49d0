using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>mutt (with GNU SASL) by one mechanism alone, so that it cannot fall back on another: comes in and opens a letter, or stands before no mailbox.</summary>
internal sealed record MuttLogin(ClientHome Home, string Server, string User, string Mechanism)
{
    /// <summary>The password; null where the mechanism has none.</summary>
    public string? Password { get; init; }

    /// <summary>More of its settings.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Variables of its environment.</summary>
    public string[] Variables { get; init; } = [];

    /// <summary>Opens the letter with this subject, which is the only one, and sees its text.</summary>
    public async Task ReadAsync(string subject, string text)
    {
        await using Terminal mutt = Start();
        await mutt.SeeAsync($"{subject}>");
        await mutt.TypeAsync("\r");
        await mutt.SeeAsync(text);
        await mutt.TypeAsync("iq");
        await mutt.ExitAsync();
    }

    /// <summary>Is not let in.</summary>
    public async Task MustBeRefusedAsync()
    {
        await using Terminal mutt = Start();
        await mutt.SeeAsync("[(no mailbox)]");
        await mutt.TypeAsync("q");
        await mutt.ExitAsync();
    }

    private Terminal Start()
    {
        string file = $"muttrc-{User}-{Mechanism}-{Guid.NewGuid():N}";
        Home.Write(file, $"""
            set folder="{Server}" spoolfile="+INBOX" imap_user="{User}" imap_authenticators="{Mechanism}"
            set record="" move=no quit=yes beep=no wait_key=no mail_check=0 timeout=1 sleep_time=0 ssl_starttls=no ssl_force_tls=no
            set index_format="<%s>" status_format="[%f]" pager_format="READING %s"
            {(Password is null ? "" : $"set imap_pass=\"{Password}\"")}
            {Settings}

            """);
        return new Terminal(Home, "env", [.. Variables, "mutt", "-n", "-F", file]);
    }
}
