<?php
// PHP's imap functions, which are the c-client library: what web shops and ticket systems fetch their mail with.
[, $port, $user] = $argv;
$server = "{localhost:$port/imap/ssl/novalidate-cert}";
$imap = imap_open($server . 'INBOX', $user, 'secret', 0, 1, ['DISABLE_AUTHENTICATOR' => ['GSSAPI', 'NTLM']]);
must($imap, 'open');
must(imap_num_msg($imap) == 5 && imap_check($imap)->Nmsgs == 5, 'EXISTS');

// Mailboxes: in other scripts, a new name, subscriptions, an end.
$deep = $server . utf7('Projekte/日本語 & Ünïcode');
must(imap_createmailbox($imap, $server . utf7('Проекты')), 'create');
must(imap_createmailbox($imap, $server . utf7('Проекты/日本語 & Ünïcode')), 'create a child');
must(imap_renamemailbox($imap, $server . utf7('Проекты'), $server . 'Projekte'), 'rename');
must(in_array($deep, imap_list($imap, $server, '*')), 'list');
must(imap_subscribe($imap, $deep) && in_array($deep, imap_lsub($imap, $server, '*')), 'subscribe');
must(imap_createmailbox($imap, $server . 'Kurz') && imap_deletemailbox($imap, $server . 'Kurz'), 'delete');
foreach (imap_getmailboxes($imap, $server, '%') as $mailbox)
    must($mailbox->delimiter == '/' && ($mailbox->attributes & LATT_HASCHILDREN) == ($mailbox->name == $server . 'Projekte' ? LATT_HASCHILDREN : 0), $mailbox->name);

// A letter with an attachment, one whose header fields are bare UTF-8.
$letter = file_get_contents('letter.eml');
must(imap_append($imap, $deep, $letter, '\\Seen \\Flagged', '03-Feb-2025 10:20:30 +0100'), 'append');
$status = imap_status($imap, $deep, SA_ALL);
must($status->messages == 1 && $status->unseen == 0 && $status->uidnext == 2, json_encode($status));
must(imap_reopen($imap, $deep), 'reopen');
$overview = imap_fetch_overview($imap, '1', FT_UID)[0];
must(imap_mime_header_decode($overview->subject)[0]->text == 'Grüße mit Anhang' && $overview->size == strlen($letter) && $overview->flagged && $overview->seen, json_encode($overview));
must($overview->udate == strtotime('2025-02-03T09:20:30Z'), 'INTERNALDATE');
must(imap_mime_header_decode(imap_headerinfo($imap, 1)->from[0]->personal)[0]->text == 'Jürgen', 'From');
$structure = imap_fetchstructure($imap, 1, FT_UID);
must(count($structure->parts) == 2 && $structure->parts[1]->subtype == 'PDF' && $structure->parts[1]->disposition == 'attachment', json_encode($structure));
must(imap_base64(imap_fetchbody($imap, 1, '2', FT_UID | FT_PEEK)) == "%PDF-1.4\n", 'the attachment');
must(imap_fetchbody($imap, 1, '1', FT_UID) == 'Schöne Grüße.', 'the text');
must(imap_fetchheader($imap, 1, FT_UID | FT_PREFETCHTEXT) . imap_body($imap, 1, FT_UID) == $letter, 'all of it');

must(imap_reopen($imap, $server . 'Bare'), 'reopen');
must(imap_fetchheader($imap, 1, FT_PREFETCHTEXT) . imap_body($imap, 1) == file_get_contents('bare.eml'), 'bare');
must(imap_fetch_overview($imap, '1')[0]->subject == 'Grüße, nackt' && imap_headerinfo($imap, 1)->from[0]->personal == 'Jürgen', 'bare header');

// Flags, search, order, threads.
must(imap_reopen($imap, $server . 'INBOX'), 'reopen');
must(imap_search($imap, 'UNSEEN', SE_UID) == [1, 3, 4, 5], 'search');
must(imap_search($imap, 'SUBJECT "three"', SE_UID) == [3], 'search');
must(imap_search($imap, 'KEYWORD later', SE_UID) === false, 'a keyword that nobody has');
must(imap_setflag_full($imap, '1,3', '\\Answered later', ST_UID) && imap_clearflag_full($imap, '2', '\\Seen', ST_UID), 'flags');
must(imap_search($imap, 'KEYWORD later', SE_UID) == [1, 3], 'a keyword');
must(imap_sort($imap, SORTSUBJECT, false, SE_UID) == [5, 4, 1, 3, 2], 'order');
must(count(imap_thread($imap, SE_UID)) == 15, 'threads');
must(imap_msgno($imap, 4) == 4 && imap_uid($imap, 5) == 5, 'numbers');

// Deletion, and what moving is here: a copy and \Deleted.
must(imap_mail_move($imap, '5', 'Archive', CP_UID) && imap_mail_copy($imap, '4', 'Archive', CP_UID), 'move, copy');
must(imap_delete($imap, 1, FT_UID) && imap_undelete($imap, 1, FT_UID) && imap_delete($imap, 2, FT_UID), 'delete');
must(imap_expunge($imap) && imap_num_msg($imap) == 3, 'expunge');
must(!imap_mail_copy($imap, '1', 'Nowhere', CP_UID) && str_contains(imap_last_error(), 'TRYCREATE'), 'TRYCREATE: ' . imap_last_error());
must(imap_ping($imap), 'ping');
imap_errors();
must(imap_close($imap), 'close');
echo "done\n";

function utf7($name)
{
    return mb_convert_encoding($name, 'UTF7-IMAP', 'UTF-8');
}

function must($so, $what)
{
    if (!$so) {
        fwrite(STDERR, "$what\n" . implode("\n", imap_errors() ?: []) . "\n" . (new Exception)->getTraceAsString() . "\n");
        exit(1);
    }
}
