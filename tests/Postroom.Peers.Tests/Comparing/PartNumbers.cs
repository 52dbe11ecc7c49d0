using System.Globalization;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>The section numbers that a BODYSTRUCTURE gives (RFC 9051 §6.4.5.1).</summary>
internal static class PartNumbers
{
    /// <summary>Each part's number, and whether it holds a message of its own.</summary>
    public static IEnumerable<(string Number, bool IsMessage)> Of(ImapNode? body) =>
        body is not { IsList: true, Items.Count: > 0 } ? [] : body.Items[0].IsList ? Children("", body) : Leaf("1", body);

    private static IEnumerable<(string Number, bool IsMessage)> Children(string prefix, ImapNode multipart) =>
        multipart.Items.TakeWhile(i => i.IsList).SelectMany((child, i) =>
        {
            string number = prefix + (i + 1).ToString(CultureInfo.InvariantCulture);
            return child.Items.Count > 0 && child.Items[0].IsList ? Children(number + ".", child).Prepend((number, false)) : Leaf(number, child);
        });

    private static IEnumerable<(string Number, bool IsMessage)> Leaf(string number, ImapNode leaf)
    {
        bool message = leaf.Items.Count >= 10 && leaf.Items[7].IsList && leaf.Items[8].IsList;
        yield return (number, message);
        if (!message)
            yield break;

        // The numbers below a message are those of its body: of its parts, or 1 for the whole of a body without parts.
        ImapNode body = leaf.Items[8];
        IEnumerable<(string, bool)> inner = body.Items.Count > 0 && body.Items[0].IsList ? Children(number + ".", body) : Leaf(number + ".1", body);
        foreach ((string, bool) part in inner)
            yield return part;
    }
}
