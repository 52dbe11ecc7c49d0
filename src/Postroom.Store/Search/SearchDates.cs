using Postroom.Imap;

namespace Postroom.Store;

/// <summary>Days as SEARCH compares them: disregarding time and zone (RFC 3501 §6.4.4).</summary>
internal static class SearchDates
{
    private const long SecondsADay = 86_400;

    public static long DayOf(DateOnly date) => date.DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The day an INTERNALDATE shows in its own zone.</summary>
    public static long DayOf(long seconds, short zoneMinutes) => (long)Math.Floor((seconds + (zoneMinutes * 60d)) / SecondsADay);

    public static bool Holds(SearchDateRelation relation, long day, long asked) => relation switch
    {
        SearchDateRelation.Before => day < asked,
        SearchDateRelation.On => day == asked,
        _ => day >= asked,
    };
}
