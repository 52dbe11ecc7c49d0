using Postroom.Peers;

namespace Postroom.Kill;

internal sealed partial class Client
{
    // Few names, so that each is used again and again: by new mailboxes and by renamed ones.
    private string[] Stems { get; } = [.. new[] { "a", "b", "c" }.Select(letter => FormattableString.Invariant($"own{number}{letter}"))];

    private async Task ChangeMailboxesAsync(RawImap imap)
    {
        IReadOnlyList<string> mine = model.MailboxesOf(number);
        string[] free = [.. Stems.Except(mine)];
        string[] used = [.. Stems.Intersect(mine)];
        int kind = random.Next(3);
        if (used.Length == 0 || (kind == 0 && (free.Length > 1 || !mine.Contains(Inferior(used[0])))))
        {
            await DoneAsync(imap, new CreateOperation(number, used.Length > 0 && !mine.Contains(Inferior(used[0])) ? Inferior(used[0]) : Any(free)), operation => $"CREATE {operation.Mailbox}");
        }
        else if (kind == 1 && free.Length > 0)
        {
            (string from, string to) = (Any(used), Any(free));
            (string From, string To)[] moved = [(from, to), .. mine.Contains(Inferior(from)) ? [(Inferior(from), Inferior(to))] : Array.Empty<(string, string)>()];
            await DoneAsync(imap, new RenameOperation(number, moved), _ => $"RENAME {from} {to}");
        }
        else
        {
            // One with an inferior would leave its name behind (RFC 3501 §6.3.4).
            string stem = Any(used);
            await DoneAsync(imap, new DeleteOperation(number, mine.Contains(Inferior(stem)) ? Inferior(stem) : stem), operation => $"DELETE {operation.Mailbox}");
        }
    }

    private static string Inferior(string stem) => stem + "/below";

    private async Task DoneAsync<T>(RawImap imap, T operation, Func<T, string> command)
        where T : Operation
    {
        await DoAsync(operation, () => imap.CommandAsync(command(operation)));
        Done(operation, []);
    }
}
