using System.CommandLine;
using Postroom.Imap;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Server;

/// <summary>A command about the rights on an account's mailboxes (RFC 4314).</summary>
internal abstract class AclCommand(string name, string description) : AdminCommand(name, description)
{
    private const string Anonymous = "anonymous"; // RFC 4314 §3

    protected static readonly Option<string?> Owner = new("--account")
    {
        Description = "Whose mailbox it is. Without it MAILBOX is what others call it, as Other Users/ANN/INBOX.",
    };

    protected static readonly Argument<string> Mailbox = new("MAILBOX") { Description = "The name of a mailbox." };
    protected static readonly Argument<string> Identifier = new("IDENTIFIER") { Description = "The login name of another account, or anonymous." };

    protected override void Configure(Command command)
    {
        command.Add(Owner);
        command.Add(Mailbox);
        command.Add(Identifier);
    }

    /// <summary>The account, and what the mailbox is called in it.</summary>
    /// <exception cref="ConfigurationException">Nothing is named so.</exception>
    protected static (AccountRecord Owner, MailboxName Mailbox) Find(AdminContext context, string? owner, string mailbox)
    {
        if (!MailboxName.TryCreate(mailbox, out MailboxName? name, out MailboxNameError error))
        {
            throw new ConfigurationException($"{MailboxName.Describe(error)}; nothing was changed.");
        }

        if (owner is not null)
        {
            return (context.Account(owner), name);
        }

        string prefix = context.Settings.Get(PostroomSettings.ImapOtherUsers);
        return prefix.Length > 0 && name.Value.Split(MailboxName.Separator, 3) is [var first, var account, var within] && first == prefix
            ? (context.Account(account), MailboxName.Parse(within))
            : throw new ConfigurationException("Say whose mailbox it is: --account NAME. Nothing was changed.");
    }

    /// <exception cref="ConfigurationException">There is no such mailbox.</exception>
    protected static MailboxInfo Find(MailAccount account, AccountRecord owner, MailboxName name) =>
        account.Mailboxes.Find(name) is { IsSelectable: true } info
            ? info : throw new ConfigurationException($"{owner.Name} has no mailbox '{name}'; nothing was changed.");

    /// <summary>To whom rights are given.</summary>
    /// <exception cref="ConfigurationException">To nobody that there is.</exception>
    protected static AccountId Whom(AdminContext context, string identifier) => identifier switch
    {
        Anonymous => AccountId.Anonymous,
        "anyone" => throw new ConfigurationException("Rights for everybody (anyone) cannot be given; name each account. Nothing was changed."),
        _ => context.Account(identifier).Id,
    };

    /// <summary>What <see cref="Whom"/> takes for it.</summary>
    protected static string NameOf(AdminContext context, AccountId principal) =>
        principal == AccountId.Anonymous ? Anonymous : context.Store.Engine.Accounts.Find(principal)?.Name ?? principal.ToString();

    /// <summary>Gives rights in place of those there were; none takes them away.</summary>
    protected static async Task<int> GiveAsync(AdminContext context, ParseResult parsed, Func<Right, Right> change)
    {
        (AccountRecord owner, MailboxName name) = Find(context, parsed.GetValue(Owner), parsed.GetValue(Mailbox)!);
        AccountId whom = Whom(context, parsed.GetValue(Identifier)!);
        if (whom == owner.Id)
        {
            throw new ConfigurationException($"{owner.Name} has all rights on mailboxes of their own; nothing was changed.");
        }

        await using MailAccount account = await context.Store.OpenAsync(owner, context.CancellationToken);
        MailboxInfo mailbox = Find(account, owner, name);
        Right rights = change(account.RightsGivenOn(mailbox.Id).FirstOrDefault(given => given.Principal == whom).Rights);
        CommitResult result = await account.CommitAsync(new Commit(new GiveRights(mailbox.Id, whom, rights)), context.CancellationToken);
        if (!result.IsDone)
        {
            throw new ConfigurationException($"The rights are as they were: {result.Refusal.Text}");
        }

        string who = NameOf(context, whom);
        await context.Out.WriteLineAsync(rights == Right.None ? $"{who} has no rights on {name} of {owner.Name}." : $"{who} has {RightLetters.Format(rights)} on {name} of {owner.Name}.");
        return 0;
    }
}

/// <summary>acl list: on one mailbox, or on all of an account.</summary>
internal sealed class AclListCommand() : AclCommand("list", "Lists who besides the owner has which rights: mailbox, who, rights.")
{
    private static readonly Argument<string?> Which = new("MAILBOX")
    {
        Description = "The name of a mailbox; without it all of the account that have some.", Arity = ArgumentArity.ZeroOrOne,
    };

    protected override void Configure(Command command)
    {
        command.Add(Owner);
        command.Add(Which);
    }

    public override async Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        string? which = parsed.GetValue(Which);
        (AccountRecord owner, MailboxName? name) = (parsed.GetValue(Owner), which) switch
        {
            (null, null) => throw new ConfigurationException("Say whose mailboxes: --account NAME."),
            ({ } of, null) => (context.Account(of), (MailboxName?)null),
            var (of, mailbox) => Find(context, of, mailbox!),
        };
        await using MailAccount account = await context.Store.OpenAsync(owner, context.CancellationToken);
        foreach (MailboxInfo mailbox in name is null ? account.Mailboxes : (IReadOnlyList<MailboxInfo>)[Find(account, owner, name)])
        {
            foreach ((AccountId principal, Right rights) in account.RightsGivenOn(mailbox.Id))
            {
                await context.Out.WriteLineAsync($"{mailbox.Name}\t{NameOf(context, principal)}\t{RightLetters.Format(rights)}");
            }
        }

        return 0;
    }
}

/// <summary>acl set.</summary>
internal sealed class AclSetCommand() : AclCommand("set", "Gives rights on a mailbox in place of those somebody has there; +RIGHTS adds to them, -RIGHTS takes from them.")
{
    private static readonly Argument<string> Rights = new("RIGHTS")
    {
        Description = "Letters: l it is listed, r read, s keep \\Seen, w keep other flags, i put messages in, t keep \\Deleted, e expunge, k x a (RFC 4314).",
    };

    protected override void Configure(Command command)
    {
        base.Configure(command);
        command.Add(Rights);
    }

    public override Task<int> RunAsync(AdminContext context, ParseResult parsed)
    {
        string letters = parsed.GetValue(Rights)!;
        return GiveAsync(context, parsed, before => RightLetters.TryParse(letters, before, out Right rights)
            ? rights
            : throw new ConfigurationException($"'{letters}' are no rights: write letters of {RightLetters.Format(Right.Owner)}, all that hold or those to add (+) or to take (-). Nothing was changed."));
    }
}

/// <summary>acl remove: sessions that have the mailbox selected see it empty.</summary>
internal sealed class AclRemoveCommand() : AclCommand("remove", "Takes all rights on a mailbox back, and what was private to somebody there.")
{
    public override Task<int> RunAsync(AdminContext context, ParseResult parsed) => GiveAsync(context, parsed, static _ => Right.None);
}
