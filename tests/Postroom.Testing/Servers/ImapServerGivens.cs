using System.Globalization;
using System.Reflection;
using Postroom.Imap.Server;
using Postroom.Security;
using Postroom.Testing.Transcripts;

namespace Postroom.Testing;

/// <summary>Makes true what is given for a server in this process: settings, clock, doors; mail comes in over IMAP.</summary>
internal sealed class ImapServerGivens(ImapServerFixture server) : ImapFixture(server)
{
    private int _accounts;

    /// <inheritdoc/>
    public override ValueTask AdvanceClockAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        server.Time.Advance(by);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async ValueTask ConfigureAsync(IReadOnlyList<Given> givens, CancellationToken cancellationToken)
    {
        var options = new ImapServerOptions();
        DateTimeOffset? now = null;
        foreach (Given given in givens)
        {
            switch (given)
            {
                case GivenWithout without:
                    options = options with { DisabledExtensions = Without(without.Capabilities) };
                    break;
                case GivenSetting { Key: "Imap:AllowPlaintextAuth", Value: "false" }:
                    options = options with { AllowPlaintextAuth = false, TrustThisMachine = false }; // our streams are this machine's
                    break;
                case GivenSetting { Key: "Auth:WeakPasswords", Value: "Refuse" }:
                    server.BlocksWellKnownPasswords = true;
                    break;
                case GivenSetting { Key: "Auth:Anonymous", Value: "true" }:
                    server.Mechanisms = new SaslRegistry(new PlainMechanism(), new AnonymousMechanism());
                    break;
                case GivenSetting setting:
                    Set(options, setting);
                    break;
                case GivenClock clock:
                    now = clock.Now;
                    break;
            }
        }

        await server.StartAsync(options, now);
    }

    /// <inheritdoc/>
    protected override async ValueTask<TranscriptAccount> AddFreshAccountAsync(CancellationToken cancellationToken)
    {
        var account = new TranscriptAccount($"user{++_accounts}", "secret");
        await AddAccountAsync(account, cancellationToken);
        return account;
    }

    /// <inheritdoc/>
    protected override async ValueTask AddAccountAsync(TranscriptAccount account, CancellationToken cancellationToken)
    {
        Postroom.Store.AccountId id = await server.AddAccountAsync(account.Name, account.Password);
        if (server.PreAuthenticated.IsEmpty)
        {
            server.PreAuthenticated = id;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask GiveRightsAsync(TranscriptAccount owner, GivenRights given, CancellationToken cancellationToken) =>
        server.GiveRightsAsync(owner.Name, given.Mailbox, given.Who, given.Rights);

    private static HashSet<string> Without(IEnumerable<string> capabilities) =>
        capabilities.Select(static name => name switch
        {
            "CREATE-SPECIAL-USE" => "SPECIAL-USE", // one extension announces both
            "LITERAL-" => "LITERAL+",
            _ => name,
        }).ToHashSet(StringComparer.OrdinalIgnoreCase);

    // Imap:MaxLineOctets is ImapServerOptions.MaxLineOctets.
    private static void Set(ImapServerOptions options, GivenSetting setting)
    {
        if (!setting.Key.StartsWith("Imap:", StringComparison.Ordinal)
            || typeof(ImapServerOptions).GetProperty(setting.Key["Imap:".Length..], BindingFlags.Public | BindingFlags.Instance) is not { } property)
        {
            throw new TranscriptUnsupportedException($"there is no setting {setting.Key}");
        }

        object value = property.PropertyType == typeof(TimeSpan)
            ? TimeSpan.Parse(setting.Value, CultureInfo.InvariantCulture)
            : property.PropertyType.IsEnum ? Enum.Parse(property.PropertyType, setting.Value)
            : Convert.ChangeType(setting.Value, property.PropertyType, CultureInfo.InvariantCulture);
        property.SetValue(options, value);
    }
}
