using System.Text.RegularExpressions;

namespace Postroom.Imap.Server.Tests.Model;

/// <summary>What a client believes of all mailboxes, from LIST and STATUS alone: asked for once, and from then on as NOTIFY's news (RFC 5465).</summary>
internal sealed partial class AccountPicture
{
    /// <summary>One mailbox.</summary>
    internal sealed class Box
    {
        public bool HasChildren { get; set; }

        public SortedDictionary<string, string> Numbers { get; } = new(StringComparer.Ordinal);
    }

    public SortedDictionary<string, Box> Boxes { get; private set; } = new(StringComparer.Ordinal);

    public SortedSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

    public void Hear(string line)
    {
        if (ListLine().Match(line) is { Success: true } list)
        {
            HearList(list.Groups["name"].Value, list.Groups["old"].Value, list.Groups["attributes"].Value.Split(' '));
        }
        else if (StatusLine().Match(line) is { Success: true } status)
        {
            Assert.True(Boxes.TryGetValue(status.Groups["name"].Value, out Box? box), $"{line}: of a mailbox that was not told");
            string[] items = status.Groups["items"].Value.Split(' ');
            for (int i = 0; i < items.Length; i += 2)
            {
                box.Numbers[items[i]] = items[i + 1];
            }
        }
    }

    /// <summary>What the client did itself, which it is not told.</summary>
    public void Create(string name) => Boxes.TryAdd(name, new());

    public void Delete(string name) => Boxes.Remove(name);

    public void Rename(string from, string to) => Boxes = new(
        Boxes.ToDictionary(
            box => box.Key == from || box.Key.StartsWith(from + "/", StringComparison.Ordinal) ? to + box.Key[from.Length..] : box.Key,
            static box => box.Value),
        StringComparer.Ordinal);

    /// <summary>What of <paramref name="truth"/> was not told; empty if all was.</summary>
    /// <param name="truth">A fresh picture.</param>
    /// <param name="selected">Its numbers are told otherwise.</param>
    /// <param name="withModSeq">Changes of flags are told by HIGHESTMODSEQ.</param>
    /// <param name="isPassive">The client did nothing itself, so that it was told of all children.</param>
    public List<string> Missing(AccountPicture truth, string? selected, bool withModSeq, bool isPassive)
    {
        List<string> missing = [.. truth.Boxes.Keys.Except(Boxes.Keys).Select(static name => name + " is there")];
        missing.AddRange(Boxes.Keys.Except(truth.Boxes.Keys).Select(static name => name + " is not there"));
        missing.AddRange(truth.Subscriptions.Except(Subscriptions).Select(static name => name + " is subscribed"));
        missing.AddRange(Subscriptions.Except(truth.Subscriptions).Select(static name => name + " is not subscribed"));
        foreach ((string name, Box box) in truth.Boxes)
        {
            if (Boxes.TryGetValue(name, out Box? believed) && name != selected)
            {
                missing.AddRange(
                    from number in box.Numbers
                    where withModSeq || number.Key != "HIGHESTMODSEQ"
                    where believed.Numbers.GetValueOrDefault(number.Key) != number.Value
                    select $"{name} has {number.Key} {number.Value}, believed was {believed.Numbers.GetValueOrDefault(number.Key) ?? "nothing"}");
            }

            if (isPassive && believed is not null && believed.HasChildren != box.HasChildren)
            {
                missing.Add($"{name} has {(box.HasChildren ? "children" : "no children")}");
            }
        }

        return missing;
    }

    private void HearList(string name, string oldName, string[] attributes)
    {
        if (oldName.Length > 0)
        {
            Assert.False(Boxes.ContainsKey(name), $"{oldName} gets the name {name}, which another has");
            Assert.True(Boxes.ContainsKey(oldName), $"{oldName}, which was not told, is {name} now");
            Rename(oldName, name);
        }

        if (attributes.Contains("\\NonExistent") || attributes.Contains("\\Noselect"))
        {
            Boxes.Remove(name);
        }
        else
        {
            Boxes.TryAdd(name, new());
            Boxes[name].HasChildren = attributes.Contains("\\HasChildren");
        }

        if (attributes.Contains("\\Subscribed"))
        {
            Subscriptions.Add(name);
        }
        else
        {
            Subscriptions.Remove(name);
        }
    }

    [GeneratedRegex("""^\* LIST \((?<attributes>[^)]*)\) "/" "?(?<name>[^" ]+)"?( \("OLDNAME" \("?(?<old>[^")]+)"?\)\))?$""")]
    private static partial Regex ListLine();

    [GeneratedRegex("""^\* STATUS "?(?<name>[^" ]+)"? \((?<items>[^)]*)\)$""")]
    private static partial Regex StatusLine();
}
