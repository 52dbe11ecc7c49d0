using System.Text;
using Postroom.Imap;

namespace Postroom.Store;

/// <summary>What an account may be called: mail addresses and plain names, and nothing that cannot stand as one level of <c>Other Users/NAME</c>.</summary>
/// <remarks>One level of a mailbox name, then (RFC 3501 §5.1): no "/", not "." or "..", no control characters; and without what LIST takes for wildcards.</remarks>
public static class AccountName
{
    /// <summary>The longest name, in octets of UTF-8: RFC 4616 §2 lets clients count on 255.</summary>
    public const int MaxOctets = 255;

    /// <summary>Why <paramref name="name"/> cannot be one, in a sentence; null if it can. It is judged as it stands: prepare it before (RFC 4013).</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
        {
            return "An account's name has at least one character.";
        }

        if (Encoding.UTF8.GetByteCount(name) > MaxOctets)
        {
            return "An account's name has at most 255 octets.";
        }

        if (name.AsSpan().IndexOfAny('/', '*', '%') >= 0)
        {
            return "An account's name has none of the characters / * %, as it stands between slashes in the names of mailboxes that others see.";
        }

        if (name[0] == '-')
        {
            return "An account's name does not begin with \"-\", which in rights on mailboxes takes them away (RFC 4314 section 2).";
        }

        if (name is "anyone" or "anonymous")
        {
            return $"An account's name is not \"{name}\", which in rights on mailboxes stands for others (RFC 4314 section 3).";
        }

        if (name[0] == ' ' || name[^1] == ' ')
        {
            return "An account's name begins and ends with something else than a space.";
        }

        return MailboxName.TryCreate(name, out _, out MailboxNameError error) ? null : error switch
        {
            MailboxNameError.ControlCharacter => "An account's name has no control characters.",
            MailboxNameError.DotLevel => "An account's name is not \".\" or \"..\".",
            _ => "An account's name is text.",
        };
    }

    /// <summary>All that an account is found by: its name, then its aliases.</summary>
    public static IEnumerable<string> NamesOf(Engine.AccountRecord account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Aliases.Prepend(account.Name);
    }

    /// <summary>For a directory that is to save <paramref name="account"/>: a name that is new to it must be one. One that is there already stays, so that its account can be disabled or removed.</summary>
    /// <exception cref="ArgumentException">It cannot be; the message is <see cref="Problem"/>'s sentence.</exception>
    public static void Demand(Engine.AccountRecord account, Engine.AccountRecord? before)
    {
        foreach (string name in NamesOf(account))
        {
            if (before is null || !NamesOf(before).Contains(name))
            {
                string? problem = Problem(name);
                if (problem is not null)
                {
                    throw new ArgumentException(problem, nameof(account));
                }
            }
        }
    }
}
