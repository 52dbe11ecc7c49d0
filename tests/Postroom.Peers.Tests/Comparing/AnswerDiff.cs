using System.Globalization;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>
/// Compares FETCH values by what they mean: case where RFC 9051 ignores it, and BODYSTRUCTURE's optional ends, make no
/// difference; NIL and the empty string, one space and two do.
/// </summary>
internal sealed class AnswerDiff(TestMessage message, string item)
{
    private static readonly string[] EnvelopeFields =
        ["date", "subject", "from", "sender", "reply-to", "to", "cc", "bcc", "in-reply-to", "message-id"];

    private readonly List<Difference> _found = [];

    public static IReadOnlyList<Difference> Between(TestMessage message, string item, ImapNode? ours, ImapNode? theirs)
    {
        var diff = new AnswerDiff(message, item);
        if (ours is null || theirs is null)
            diff.Same("", ours, theirs);
        else if (item == "ENVELOPE")
            diff.Envelope("", ours, theirs);
        else if (item is "BODY" or "BODYSTRUCTURE")
            diff.Body("", ours, theirs);
        else
            diff.Same("", ours, theirs);
        return diff._found;
    }

    private void Same(string path, ImapNode? ours, ImapNode? theirs, bool ignoreCase = false)
    {
        if (ours is null && theirs is null)
            return;
        if (ours is not null && theirs is not null)
        {
            if (ours.SameAs(theirs))
                return;
            if (ignoreCase && ours.Kind == theirs.Kind && ours.Kind != ImapNodeKind.List
                && string.Equals(ours.Value, theirs.Value, StringComparison.OrdinalIgnoreCase))
                return;
        }
        _found.Add(new Difference(message, item, path, ours, theirs));
    }

    private void Envelope(string path, ImapNode ours, ImapNode theirs)
    {
        if (ours.Items.Count != EnvelopeFields.Length || theirs.Items.Count != EnvelopeFields.Length)
        {
            Same(path + "fields", ours, theirs);
            return;
        }
        for (int i = 0; i < EnvelopeFields.Length; i++)
            Same(path + EnvelopeFields[i], ours.Items[i], theirs.Items[i]);
    }

    private static bool IsMultipart(ImapNode body) => body.IsList && body.Items.Count > 0 && body.Items[0].IsList;

    private void Body(string part, ImapNode ours, ImapNode theirs)
    {
        if (!ours.IsList || !theirs.IsList || IsMultipart(ours) != IsMultipart(theirs))
            Same(part + ":whole", ours, theirs);
        else if (IsMultipart(ours))
            Multipart(part, ours, theirs);
        else
            Leaf(part, ours, theirs);
    }

    private void Multipart(string part, ImapNode ours, ImapNode theirs)
    {
        int count = ours.Items.TakeWhile(i => i.IsList).Count();
        if (count != theirs.Items.TakeWhile(i => i.IsList).Count())
        {
            Same(part + ":parts", ours, theirs);
            return;
        }
        for (int i = 0; i < count; i++)
            Body(Child(part, i), ours.Items[i], theirs.Items[i]);
        Same(part + ":subtype", At(ours, count), At(theirs, count), ignoreCase: true);
        Extension(part, ours, theirs, count + 1, "params");
    }

    private static string Child(string part, int index) =>
        (part.Length == 0 ? "" : part + ".") + (index + 1).ToString(CultureInfo.InvariantCulture);

    private void Leaf(string part, ImapNode ours, ImapNode theirs)
    {
        bool sameType = Type(ours).Equals(Type(theirs), StringComparison.OrdinalIgnoreCase);
        if (!sameType)
            Same(part + ":type", ImapNode.Text(Type(ours)), ImapNode.Text(Type(theirs)));
        else
            Parameters(part + ":params", At(ours, 2), At(theirs, 2));
        Same(part + ":id", At(ours, 3), At(theirs, 3));
        Same(part + ":description", At(ours, 4), At(theirs, 4));
        Same(part + ":encoding", At(ours, 5), At(theirs, 5), ignoreCase: true);
        Same(part + ":size", At(ours, 6), At(theirs, 6));

        // What follows depends on the type: where that differs, the rest cannot be laid side by side.
        if (!sameType)
            return;
        int next = 7;
        string type = At(ours, 0).Value.ToUpperInvariant();
        if (type == "TEXT")
        {
            Same(part + ":lines", At(ours, next), At(theirs, next));
            next++;
        }
        else if (IsMessage(ours) && IsMessage(theirs))
        {
            Envelope(part + ":envelope.", At(ours, next), At(theirs, next));
            Body(part.Length == 0 ? "1" : part, At(ours, next + 1), At(theirs, next + 1));
            Same(part + ":lines", At(ours, next + 2), At(theirs, next + 2));
            next += 3;
        }
        else if (IsMessage(ours) || IsMessage(theirs))
        {
            Same(part + ":whole", ours, theirs);
            return;
        }
        Extension(part, ours, theirs, next, "md5");
    }

    private static string Type(ImapNode leaf) => At(leaf, 0).Value + "/" + At(leaf, 1).Value;

    private static bool IsMessage(ImapNode leaf) => leaf.Items.Count >= 10 && leaf.Items[7].IsList && leaf.Items[8].IsList;

    private void Extension(string part, ImapNode ours, ImapNode theirs, int from, string first)
    {
        if (first == "params")
            Parameters(part + ":params", At(ours, from), At(theirs, from));
        else
            Same(part + ":md5", At(ours, from), At(theirs, from));
        Disposition(part + ":disposition", At(ours, from + 1), At(theirs, from + 1));
        Same(part + ":language", Listed(At(ours, from + 2)), Listed(At(theirs, from + 2)));
        Same(part + ":location", At(ours, from + 3), At(theirs, from + 3));
        for (int i = from + 4; i < Math.Max(ours.Items.Count, theirs.Items.Count); i++)
            Same(part + ":more", At(ours, i), At(theirs, i));
    }

    // RFC 9051 §7.5.2: a language is a string or a parenthesized list of them; tags have no case (RFC 5646 §2.1.1).
    private static ImapNode Listed(ImapNode language) => language.Kind switch
    {
        ImapNodeKind.Text => ImapNode.List([ImapNode.Text(language.Value.ToLowerInvariant())]),
        ImapNodeKind.List => ImapNode.List([.. language.Items.Select(tag => ImapNode.Text(tag.Value.ToLowerInvariant()))]),
        _ => language,
    };

    private void Disposition(string path, ImapNode ours, ImapNode theirs)
    {
        if (ours.Items.Count == 2 && theirs.Items.Count == 2)
        {
            Same(path + ".type", ours.Items[0], theirs.Items[0], ignoreCase: true);
            Parameters(path + ".params", ours.Items[1], theirs.Items[1]);
        }
        else
        {
            Same(path, ours, theirs);
        }
    }

    // Names are compared without case, values as they are.
    private void Parameters(string path, ImapNode ours, ImapNode theirs)
    {
        if (ours.Items.Count != theirs.Items.Count || ours.Kind != theirs.Kind || ours.Items.Count % 2 != 0)
        {
            Same(path, ours, theirs);
            return;
        }
        for (int i = 0; i < ours.Items.Count; i++)
        {
            ImapNode mine = ours.Items[i];
            ImapNode other = theirs.Items[i];
            if (!(mine.SameAs(other) || (i % 2 == 0 && string.Equals(mine.Value, other.Value, StringComparison.OrdinalIgnoreCase))))
            {
                Same(path, ours, theirs);
                return;
            }
        }
    }

    // An absent end of BODYSTRUCTURE says what NIL says.
    private static ImapNode At(ImapNode list, int index) => index < list.Items.Count ? list.Items[index] : ImapNode.Nil;
}
