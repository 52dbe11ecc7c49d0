using System.Text.RegularExpressions;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>One place in which two servers' answers about one message differ.</summary>
/// <param name="Item">What was asked: `ENVELOPE`, `BODY[1.MIME]`, `SEARCH ...`.</param>
/// <param name="Path">Where in the answer: `2.1:params`, `from`, or empty for all of it.</param>
/// <param name="Ours">Null if the answer had nothing there.</param>
internal sealed partial record Difference(TestMessage Message, string Item, string Path, ImapNode? Ours, ImapNode? Theirs)
{
    /// <summary>The SEARCH that found the message on one server only; null for what FETCH said.</summary>
    public SearchQuery? Query { get; init; }

    /// <summary>The number of the part that it is about; empty for the whole message.</summary>
    public string Part => Query is not null ? "" : Number().Match(Item.StartsWith("BODY[", StringComparison.Ordinal) ? Item[5..] : Path).Value;

    /// <summary>The same for each part and message, so that alike differences can be counted.</summary>
    public string Kind => (Query is null ? WithoutNumbers(Item) : "SEARCH " + string.Join(' ', Query.Leaves.Select(key => key.Name))) + " " + WithoutNumbers(Path);

    public override string ToString() => $"""
        {Item} {Path}
          message  {Message.Name}
          ours     {Ours?.ToString() ?? "(absent)"}
          theirs   {Theirs?.ToString() ?? "(absent)"}
          {Printable.Escape(Message.Octets, 1500).Replace("\\r\\n", "\n          ", StringComparison.Ordinal)}
        """;

    [GeneratedRegex("""^\d+(\.\d+)*""")]
    private static partial Regex Number();

    private static string WithoutNumbers(string text) => new([.. text.Where(c => !char.IsAsciiDigit(c))]);
}
