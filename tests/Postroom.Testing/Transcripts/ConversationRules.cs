namespace Postroom.Testing.Transcripts;

/// <summary>What RFC 3501 §7 says of every conversation, checked in all transcripts whether they ask or not.</summary>
internal sealed class ConversationRules
{
    private readonly Dictionary<string, string> _inProgress = new(StringComparer.Ordinal);
    private long? _exists;
    private bool _allowsUtf8;
    private bool _isUidOnly;
    private bool _wantsSelectedAtOnce; // of the NOTIFY that was sent
    private bool _hearsSelectedAtOnce; // of the NOTIFY that succeeded

    /// <summary>A command was sent whole, or its first line.</summary>
    public void Sent(string tag, string line)
    {
        string[] words = line.TrimEnd('\r', '\n').Split(' ', 4);
        string name = words.Length > 1 ? words[1].ToUpperInvariant() : "";
        if (name == "UID" && words.Length > 2)
            name += " " + words[2].ToUpperInvariant();
        _inProgress[tag] = name;
        if (name is "SELECT" or "EXAMINE")
            _exists = null;
        if (name == "NOTIFY")
            _wantsSelectedAtOnce = line.Contains("(selected ", StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>What is wrong with this reply at this point; null if nothing is.</returns>
    public string? Check(Reply reply)
    {
        if (reply.Kind == ReplyKind.Tagged)
            return Tagged(reply);
        if (reply.Keyword == "ENABLED")
        {
            _allowsUtf8 |= reply.Data.Any(d => d is AtomNode atom && atom.Text.ToUpperInvariant() is "UTF8=ACCEPT" or "IMAP4REV2");
            _isUidOnly |= reply.Data.Any(d => d is AtomNode atom && atom.Text.Equals("UIDONLY", StringComparison.OrdinalIgnoreCase));
        }

        if (_isUidOnly && reply.Code is [AtomNode code, ..] && code.Text.Equals("UNSEEN", StringComparison.OrdinalIgnoreCase))
            return "[UNSEEN] is a message number: no response may have one after ENABLE UIDONLY (RFC 9586 §3)";
        if (reply.Keyword == "VANISHED" && reply.Data is [_, AtomNode gone] && NumberSet.TryExpand(gone.Text, out List<long> uids))
            _exists -= uids.Count; // without (EARLIER): what the client was told of (RFC 7162 §3.2.10.2)
        if (reply.HasEightBitText && !_allowsUtf8)
            return "octets above 127 outside a literal, with neither UTF8=ACCEPT nor IMAP4rev2 enabled (CHAR, RFC 3501 §9)";
        return reply.Number is { } number ? Numbered(reply.Keyword, number) : null;
    }

    private string? Tagged(Reply reply)
    {
        if (!_inProgress.Remove(reply.Tag, out string? name))
            return $"a tagged reply to '{reply.Tag}', which is no command that waits for one";
        if (name is "CLOSE" or "UNSELECT" && reply.Keyword == "OK" || name is "SELECT" or "EXAMINE" && reply.Keyword != "OK")
            _exists = null;
        if (name == "NOTIFY" && reply.Keyword == "OK")
            _hearsSelectedAtOnce = _wantsSelectedAtOnce;
        return reply.HasEightBitText && !_allowsUtf8 ? "octets above 127 in text (TEXT-CHAR, RFC 3501 §9)" : null;
    }

    private string? Numbered(string keyword, long number)
    {
        switch (keyword)
        {
            case "FETCH" or "EXPUNGE" when _isUidOnly:
                return keyword + " names a message number: no response may have one after ENABLE UIDONLY (RFC 9586 §3)";
            case "UIDFETCH" when !_isUidOnly:
                return "UIDFETCH without ENABLE UIDONLY (RFC 9586 §3.3)";
            case "EXISTS" when number < _exists:
                return $"EXISTS goes from {_exists} to {number}: only EXPUNGE makes a mailbox smaller (RFC 3501 §7.3.1)";
            case "EXISTS":
                _exists = number;
                return null;
            case "EXPUNGE" when !MayExpunge():
                return "EXPUNGE while no command is in progress that allows it (RFC 3501 §7.4.1)";
            case "EXPUNGE" when number == 0 || number > _exists:
                return $"EXPUNGE of message {number}, of {_exists}";
            case "EXPUNGE":
                _exists--;
                return null;
            case "FETCH" when number == 0 || number > _exists:
                return $"FETCH of message {number}, of {_exists} that the client was told of";
            default:
                return null;
        }
    }

    // "An EXPUNGE response MUST NOT be sent when no command is in progress, nor while responding to a FETCH, STORE, or SEARCH command."
    // After NOTIFY with SELECTED it may come between commands too (RFC 5465 §5.3).
    private bool MayExpunge() => _inProgress.Values.Any(name => name is not ("FETCH" or "STORE" or "SEARCH")) || (_hearsSelectedAtOnce && _inProgress.Count == 0);
}
