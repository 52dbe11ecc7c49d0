using System.Globalization;
using System.Text.RegularExpressions;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests;

/// <summary>Somebody changes mailboxes and the rights on them in every way; who watches them by NOTIFY has the same picture of them as LIST and STATUS give.</summary>
public partial class NotifyOthersPictureTests
{
    private static readonly string[] Names = ["INBOX", "a", "a/b", "a/b/c", "d", "d/e", "f"];

    private readonly Dictionary<string, Numbers> _picture = []; // of what may be read

    [Theory]
    [InlineData(1, "subtree \"Other Users\"")]
    [InlineData(2, "subtree \"Other Users\"")]
    [InlineData(3, "subscribed")]
    public async Task What_is_told_adds_up(int seed, string filter)
    {
        var random = new Random(seed);
        int seen = 0;
        string selection = filter == "subscribed" ? "(SUBSCRIBED) " : "";
        await using ImapServerFixture server = await ImapServerFixture.StartInMemoryAsync(new());
        await server.AddAccountAsync("ann", "secret");
        await server.AddAccountAsync("bob", "secret");
        await using TestClient ann = await TestClient.LogInAsync(server, "ann");
        await using TestClient fresh = await TestClient.LogInAsync(server, "ann");
        await using TestClient bob = await TestClient.LogInAsync(server, "bob");
        if (selection.Length > 0)
        {
            foreach (string name in Names)
            {
                Assert.StartsWith("OK", await ann.DoAsync($"SUBSCRIBE \"Other Users/bob/{name}\""), StringComparison.Ordinal);
            }
        }

        Assert.StartsWith("OK", await ann.DoAsync($"NOTIFY SET ({filter} (MessageNew MessageExpunge MailboxName))"), StringComparison.Ordinal);
        for (int step = 0; step < 400; step++)
        {
            await ChangeAsync(server, bob, random);
            if (random.Next(4) == 0)
            {
                Assert.StartsWith("OK", await ann.DoAsync("NOOP"), StringComparison.Ordinal);
                ann.Untagged.ForEach(Learn);
                foreach (string unwatched in _picture.Keys.Where(name => selection.Length > 0 && !Names.Contains(name)).ToArray())
                {
                    _picture.Remove(unwatched); // where it was last is told, and no more
                }

                seen += _picture.Count;
                Assert.Equal(await TruthAsync(fresh, selection), string.Join('\n', _picture.Select(static one => $"{one.Key}: {one.Value}").Order(StringComparer.Ordinal)));
            }
        }

        Assert.True(seen > 50, "Most of the time nothing was there to be told.");
    }

    private static async Task ChangeAsync(ImapServerFixture server, TestClient bob, Random random)
    {
        string name = Names[random.Next(Names.Length)];
        switch (random.Next(8))
        {
            case 0:
                await bob.DoAsync($"CREATE {name}");
                break;
            case 1:
                await bob.DoAsync($"DELETE {name}");
                break;
            case 2:
                await bob.DoAsync($"RENAME {name} {Names[random.Next(Names.Length)]}");
                break;
            case 3 or 4:
                await bob.DoAsync($"APPEND {name} {{1+}}\r\nx");
                break;
            case 5:
                if ((await bob.DoAsync($"SELECT {name}")).StartsWith("OK", StringComparison.Ordinal))
                {
                    await bob.DoAsync("STORE 1 +FLAGS.SILENT (\\Deleted)");
                    await bob.DoAsync("CLOSE");
                }

                break;
            default:
                if ((await bob.DoAsync($"STATUS {name} (MESSAGES)")).StartsWith("OK", StringComparison.Ordinal))
                {
                    await server.GiveRightsAsync("bob", name, "ann", random.Next(5) switch { 0 => "", 1 => "l", _ => "lr" });
                }

                break;
        }
    }

    private static async Task<string> TruthAsync(TestClient fresh, string selection)
    {
        Assert.StartsWith("OK", await fresh.DoAsync($"LIST {selection}\"\" \"Other Users/*\" RETURN (STATUS (MESSAGES UIDNEXT))"), StringComparison.Ordinal);
        return string.Join('\n', fresh.Untagged.Select(static line => Status().Match(line)).Where(static match => match.Success)
            .Select(static match => $"{match.Groups["name"].Value}: {NumbersOf(match.Groups["items"].Value, default)}").Order(StringComparer.Ordinal));
    }

    private void Learn(string line)
    {
        if (Status().Match(line) is { Success: true } status)
        {
            string name = status.Groups["name"].Value;
            _picture[name] = NumbersOf(status.Groups["items"].Value, _picture.GetValueOrDefault(name));
            return;
        }

        Match list = List().Match(line);
        Assert.True(list.Success, line);
        string told = list.Groups["name"].Value;
        if (list.Groups["old"] is { Success: true, Value: var old })
        {
            foreach (string below in _picture.Keys.Where(one => one == old || one.StartsWith(old + "/", StringComparison.Ordinal)).ToArray())
            {
                _picture.Remove(below, out Numbers numbers);
                _picture[told + below[old.Length..]] = numbers;
            }
        }

        if (list.Groups["attributes"].Value.Split(' ').Any(static one => one is "\\NonExistent" or "\\NoAccess"))
        {
            _picture.Remove(told);
        }
    }

    private static Numbers NumbersOf(string items, Numbers before)
    {
        string[] words = items.Split(' ');
        return new(Of("MESSAGES") ?? before.Messages, Of("UIDNEXT") ?? before.UidNext);

        int? Of(string item) => Array.IndexOf(words, item) is >= 0 and var at ? int.Parse(words[at + 1], CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("""^\* STATUS "Other Users/bob/(?<name>[^"]+)" \((?<items>[^)]*)\)$""")]
    private static partial Regex Status();

    [GeneratedRegex("""^\* LIST \((?<attributes>[^)]*)\) "/" "Other Users/bob/(?<name>[^"]+)"( \("OLDNAME" \("Other Users/bob/(?<old>[^"]+)"\)\))?$""")]
    private static partial Regex List();

    private readonly record struct Numbers(int Messages, int UidNext);
}
