using FsCheck;
using FsCheck.Fluent;

namespace Postroom.Imap.Tests;

/// <summary>Read(Write(x)) == x for values built from the grammar, in both dialects. Fixed seed: same run every time.</summary>
public class GrammarProperties
{
    private static readonly Gen<OctetString> Octets =
        Gen.Choose(1, 255).ListOf().Select(static octets => new OctetString(octets.Select(static octet => (byte)octet).ToArray()));

    private static readonly Gen<OctetString> Words = Gen.Elements("a", "NIL", "a b", "]", "x\"y\\z", "", "\u00e4", "{5}", "*").Select(static text => new OctetString(text));

    private static readonly Gen<OctetString> Any = Gen.OneOf(Octets, Words);

    private static readonly Gen<OctetString?> Nullable = Gen.Frequency((3, Any.Select(static value => (OctetString?)value)), (1, Gen.Constant((OctetString?)null)));

    private static readonly Gen<ulong> Number64 = Gen.Elements<ulong>(0, 1, uint.MaxValue, (ulong)uint.MaxValue + 1, long.MaxValue);

    private static readonly Gen<SequenceSet> Sets = Gen.Elements("1", "*", "1:*", "4:2,9", "$", "4294967295,1").Select(SequenceSet.Parse);

    private static readonly Gen<Flag> Flags = Gen.Elements("\\Seen", "\\Deleted", "\\X", "$Junk", "[Gmail", "kw").Select(Flag.Parse);

    private static readonly Gen<MailboxName> Mailboxes = Gen.Elements("INBOX", "a/b", "\u00e4&", "x y", "NIL", "\ud83d\ude00", "%*").Select(MailboxName.Parse);

    private static readonly Gen<DateOnly> Dates = Gen.Choose(1, 3_000_000).Select(DateOnly.FromDayNumber);

    private static readonly Gen<InternalDate> DateTimes =
        from day in Dates
        from second in Gen.Choose(0, 86399)
        from zone in Gen.Choose(-840, 840)
        select new InternalDate(new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue).AddSeconds(second), TimeSpan.FromMinutes(zone)));

    private static readonly Gen<SectionSpec> Sections =
        from part in Gen.Choose(1, 99).ListOf()
        from text in Gen.Elements(Enum.GetValues<SectionText>())
        from fields in Any.NonEmptyListOf()
        where text != SectionText.Mime || part.Count > 0
        select new SectionSpec(
            ValueList.From(part.Select(static number => (uint)number)),
            text,
            text is SectionText.HeaderFields or SectionText.HeaderFieldsNot ? ValueList.From(fields) : default);

    private static readonly Gen<Partial?> Partials =
        Gen.OneOf(Gen.Constant((Partial?)null), Number64.Zip(Number64, static (offset, count) => (Partial?)new Partial(offset, Math.Max(1, count))));

    private static readonly Gen<FetchItem> FetchItems = Gen.OneOf(
        Gen.Elements(FetchItem.Envelope, FetchItem.Body, FetchItem.BodyStructure, FetchItem.Rfc822Text, FetchItem.Uid),
        from section in Sections from partial in Partials from peek in Gen.Elements(true, false) select (FetchItem)new BodySectionItem(section, partial, peek),
        from section in Sections from partial in Partials from peek in Gen.Elements(true, false) select (FetchItem)new BinaryItem(section.Part, partial, peek));

    private static readonly Gen<SearchKey> SimpleKeys = Gen.OneOf(
        Flags.Zip(Gen.Elements(true, false), static (flag, set) => flag.IsSystem && flag.System == default ? new NamedSearchKey("ALL") : (SearchKey)new SearchFlag(flag, set)),
        Gen.Elements(Enum.GetValues<SearchTextField>()).Zip(Any, static (field, value) => (SearchKey)new SearchText(field, value)),
        Any.Zip(Any, static (name, value) => (SearchKey)new SearchHeader(name, value)),
        from relation in Gen.Elements(Enum.GetValues<SearchDateRelation>()) from date in Dates from sent in Gen.Elements(true, false) select (SearchKey)new SearchDate(relation, date, sent),
        Number64.Select(static size => (SearchKey)new SearchSize(true, size)),
        Sets.Zip(Gen.Elements(true, false), static (set, uid) => (SearchKey)new SearchSet(set, uid)));

    private static readonly Gen<Envelope> Envelopes =
        from texts in Nullable.ArrayOf(4)
        from lists in (from parts in Nullable.ArrayOf(4) select new Address(parts[0], parts[1], parts[2], parts[3])).ListOf().ArrayOf(6)
        let addresses = lists.Select(static list => ValueList.From(list)).ToArray()
        select new Envelope(texts[0], texts[1], addresses[0], addresses[1], addresses[2], addresses[3], addresses[4], addresses[5], texts[2], texts[3]);

    private static Gen<SearchKey> Keys(int depth) => depth == 0
        ? SimpleKeys
        : Gen.OneOf(
            SimpleKeys,
            Keys(depth - 1).Select(static key => (SearchKey)new SearchNot(key)),
            Keys(depth - 1).NonEmptyListOf().Select(static keys => (SearchKey)new SearchAnd(ValueList.From(keys))),
            Keys(depth - 1).ListOf(3).Select(static keys => (SearchKey)new SearchOr(ValueList.From(
                keys.SelectMany(static key => key is SearchOr inner ? inner.Keys : [key])))));

    private static Gen<BodyStructure> Bodies(int depth)
    {
        Gen<BodyExtension?> extensions = Gen.OneOf(
            Gen.Constant((BodyExtension?)null),
            from texts in Nullable.ArrayOf(2)
            from type in Any
            from languages in Any.ListOf()
            select (BodyExtension?)new BodyExtension(texts[0], new BodyDisposition(type, [new(type, type)]), ValueList.From(languages), texts[1], ["(1 \"x\")"u8]));
        Gen<BodyStructure> leaf =
            from texts in Any.ArrayOf(3)
            from nullable in Nullable.ArrayOf(2)
            from octets in Number64
            from extension in extensions
            from isText in Gen.Elements(true, false)
            select (BodyStructure)new BodyLeaf(texts[0], texts[1], [new(texts[1], texts[2])], nullable[0], nullable[1], texts[2], octets, extension, isText ? octets : null);
        if (depth == 0)
        {
            return leaf;
        }

        return Gen.OneOf(
            leaf,
            from inner in Bodies(depth - 1) from envelope in Envelopes from octets in Number64
            select (BodyStructure)new BodyLeaf("MESSAGE"u8, "RFC822"u8, default, null, null, "7BIT"u8, octets, null, octets, envelope, inner),
            from parts in Bodies(depth - 1).NonEmptyListOf() from subtype in Any from extension in extensions
            select (BodyStructure)new BodyMultipart(
                ValueList.From(parts), subtype, extension is null ? default : [new(subtype, subtype)], extension is null ? null : extension with { Md5 = null }));
    }

    [Fact]
    public void Of_fetch() => Holds(Sets.Zip(FetchItems.NonEmptyListOf(), static (set, items) => new FetchArguments(set, ValueList.From(items))));

    [Fact]
    public void Of_search() => Holds(Keys(3).NonEmptyListOf().Select(static keys => new SearchArguments(new SearchAnd(ValueList.From(keys)), "UTF-8")), size: 4);

    [Fact]
    public void Of_store() => Holds(
        from set in Sets from action in Gen.Elements(Enum.GetValues<StoreAction>()) from flags in Flags.ListOf() from silent in Gen.Elements(true, false)
        select new StoreArguments(set, action, [.. flags], silent));

    [Fact]
    public void Of_login() => Holds(Any.Zip(Any, static (user, password) => new LoginArguments(user, password)));

    [Fact]
    public void Of_rename() => Holds(Mailboxes.Zip(Mailboxes, static (from, to) => new RenameArguments(from, to)));

    [Fact]
    public void Of_append() => Holds(
        from mailbox in Mailboxes
        from messages in
            (from flags in Flags.ListOf() from date in DateTimes from octets in Octets from binary in Gen.Elements(true, false)
             select new AppendMessage([.. flags], flags.Count % 2 == 0 ? null : date, default, binary
                 ? new Utf8AppendData(new MessageLiteral(octets.Span.ToArray(), isBinary: true))
                 : new AppendLiteral(new MessageLiteral(octets.Span.ToArray())))).NonEmptyListOf()
        select new AppendArguments(mailbox, ValueList.From(messages)));

    [Fact]
    public void Of_fetch_responses() => HoldsForResponses(
        from envelope in Envelopes
        from body in Bodies(2)
        from date in DateTimes
        from section in Sections
        from octets in Nullable
        select (ServerResponse)new FetchResponse(new SequenceNumber(7),
        [
            new EnvelopeData(envelope), new BodyStructureData(body, true), new BodyStructureData(body.WithoutExtensions(), false),
            new InternalDateData(date),
            new BodySectionData(section, null, octets is { } present ? new MessageLiteral(present.Span.ToArray()) : null),
        ]));

    [Fact]
    public void Of_list_responses() => HoldsForResponses(Mailboxes.Select(static name => (ServerResponse)new ListResponse(
        [MailboxAttribute.HasChildren, MailboxAttribute.Parse("\\X")], '"', name.Value, [new("OLDNAME", "(x)"u8)])));

    private static void Holds<T>(Gen<T> values, int size = 8)
        where T : IImapArguments<T>
    {
        T[] sample = values.Sample(300, new Rnd(9051, 3501), size).ToArray();
        Assert.Equal(300, sample.Length);
        foreach (T value in sample)
        {
            foreach (ImapDialect dialect in Enum.GetValues<ImapDialect>())
            {
                Assert.Equal(value, Wire.Arguments<T>(Wire.Write(value.Write, dialect), dialect));
            }
        }
    }

    private static void HoldsForResponses(Gen<ServerResponse> values)
    {
        ServerResponse[] sample = values.Sample(300, new Rnd(9051, 3501), 4).ToArray();
        Assert.Equal(300, sample.Length);
        foreach (ServerResponse value in sample)
        {
            foreach (ImapDialect dialect in Enum.GetValues<ImapDialect>())
            {
                Assert.Equal(value, Wire.Response(Wire.Write(value.Write, dialect), dialect));
            }
        }
    }
}
