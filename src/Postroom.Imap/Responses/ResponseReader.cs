using System.Text;

namespace Postroom.Imap;

/// <summary>Reads any response of a server (RFC 9051 §7, greetings too).</summary>
public static class ResponseReader
{
    private static readonly AsciiNameTable<SyntaxReader<ServerResponse>> Untagged = new(new KeyValuePair<string, SyntaxReader<ServerResponse>>[]
    {
        new("CAPABILITY", static (ref ImapReader reader) => new CapabilityResponse(CapabilityResponse.ReadNames(ref reader))),
        new("ENABLED", static (ref ImapReader reader) => new EnabledResponse(CapabilityResponse.ReadNames(ref reader))),
        new("LIST", static (ref ImapReader reader) => ListResponse.ReadData(ref reader, isLsub: false)),
        new("LSUB", static (ref ImapReader reader) => ListResponse.ReadData(ref reader, isLsub: true)),
        new("STATUS", static (ref ImapReader reader) => MailboxStatusResponse.ReadData(ref reader)),
        new("SEARCH", static (ref ImapReader reader) => SearchResponse.ReadData(ref reader)),
        new("ESEARCH", static (ref ImapReader reader) => ESearchResponse.ReadData(ref reader)),
        new("VANISHED", static (ref ImapReader reader) => VanishedResponse.ReadData(ref reader)),
        new("UIDBATCHES", static (ref ImapReader reader) => UidBatchesResponse.ReadData(ref reader)),
        new("NAMESPACE", static (ref ImapReader reader) => NamespaceResponse.ReadData(ref reader)),
        new("FLAGS", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new FlagsResponse(reader.ReadFlagList());
        }),
        new("ID", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new IdResponse(IdField.ReadList(ref reader));
        }),
    });

    /// <summary>Reads one response, all of it.</summary>
    /// <exception cref="ImapSyntaxException">It is none; an unknown untagged one is an <see cref="UnknownResponse"/>.</exception>
    public static ServerResponse Read(ref ImapReader reader)
    {
        ServerResponse response = ReadAny(ref reader);
        reader.ReadEnd();
        return response;
    }

    // response = continue-req / response-data / response-tagged
    private static ServerResponse ReadAny(ref ImapReader reader)
    {
        if (reader.TryRead((byte)'+'))
        {
            reader.TryReadSpace(); // leniency: several servers send a bare "+"
            OctetString text = reader.Rest;
            reader.Rewind(reader.Position + text.Length);
            return new ContinuationResponse(text);
        }

        if (reader.TryRead((byte)'*'))
        {
            reader.ReadSpace();
            return ReadUntagged(ref reader);
        }

        string tag = Encoding.ASCII.GetString(reader.ReadTag());
        reader.ReadSpace();
        if (!StatusResponse.TryReadKind(ref reader, out StatusKind kind) || kind > StatusKind.Bad)
        {
            throw reader.Wanted("OK, NO or BAD");
        }

        (ResponseCode? code, string text2) = StatusResponse.ReadText(ref reader);
        return new StatusResponse(tag, kind, code, text2);
    }

    private static ServerResponse ReadUntagged(ref ImapReader reader)
    {
        if (StatusResponse.TryReadKind(ref reader, out StatusKind kind))
        {
            (ResponseCode? code, string text) = StatusResponse.ReadText(ref reader);
            return new StatusResponse(null, kind, code, text);
        }

        int start = reader.Position;
        if (!reader.AtEnd && Ascii.IsDigit(reader.Rest[0]))
        {
            uint number = reader.ReadNumber();
            reader.ReadSpace();
            return ReadNumbered(ref reader, number, start);
        }

        ReadOnlySpan<byte> name = reader.ReadAtom("a response");
        return Untagged.TryGet(name, out SyntaxReader<ServerResponse>? read) ? read(ref reader) : ReadUnknown(ref reader, start);
    }

    // number SP "EXISTS" / number SP "RECENT" / nz-number SP ("EXPUNGE" / ("FETCH" SP msg-att)) / uniqueid SP "UIDFETCH" SP msg-att (RFC 9586 §4)
    private static ServerResponse ReadNumbered(ref ImapReader reader, uint number, int start)
    {
        if (reader.TryReadWord("EXISTS"u8))
        {
            return new ExistsResponse(number);
        }

        if (reader.TryReadWord("RECENT"u8))
        {
            return new RecentResponse(number);
        }

        bool isFetch = reader.TryReadWord("FETCH"u8);
        bool isUidFetch = !isFetch && reader.TryReadWord("UIDFETCH"u8);
        if (!isFetch && !isUidFetch && !reader.TryReadWord("EXPUNGE"u8))
        {
            return ReadUnknown(ref reader, start);
        }

        if (number == 0)
        {
            throw new ImapSyntaxException("Expected a message number from 1", start);
        }

        return isFetch ? FetchResponse.ReadData(ref reader, new(number))
            : isUidFetch ? UidFetchResponse.ReadData(ref reader, new(number))
            : new ExpungeResponse(new(number));
    }

    private static UnknownResponse ReadUnknown(ref ImapReader reader, int start)
    {
        reader.Rewind(start);
        OctetString content = reader.Rest;
        reader.Rewind(start + content.Length);
        return new(content);
    }
}
