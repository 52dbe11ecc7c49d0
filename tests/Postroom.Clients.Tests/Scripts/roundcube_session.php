<?php
// Roundcube's own IMAP class, as its web pages use it: `first` fills a cache, `again` brings it up to date by QRESYNC alone.
// Leaves cache.json, and in VISIT.log every line that went over the wire inside TLS.
require '/usr/share/roundcube/program/lib/Roundcube/bootstrap.php';

[, $visit, $port, $user] = $argv;
$log = fopen("$visit.log", 'a');
$imap = new rcube_imap_generic;
$imap->setDebug(true, function ($imap, $message) use ($log) { fwrite($log, preg_replace('/^\[\w+\] /', '', $message) . "\n"); });
must($imap->connect('localhost', $user, 'secret', [
    'port' => (int) $port, 'ssl_mode' => 'ssl', 'auth_type' => 'PLAIN', 'ident' => ['name' => 'Roundcube Webmail', 'version' => RCUBE_VERSION],
    'socket_options' => ['ssl' => ['cafile' => 'server.pem', 'peer_name' => 'localhost']],
]), 'connect');
must($imap->enable('QRESYNC') == ['QRESYNC'], 'ENABLE');

$visit == 'first' ? fill() : refresh(json_decode(file_get_contents('cache.json'), true));
$imap->closeConnection();
echo "done\n";

function must($so, $what)
{
    global $imap;
    if (!$so) {
        fwrite(STDERR, "$what\n$imap->error\n" . (new Exception)->getTraceAsString() . "\n");
        exit(1);
    }
}

function utf7($name)
{
    return rcube_charset::convert($name, 'UTF-8', 'UTF7-IMAP');
}

function fill()
{
    global $imap;
    must($imap->getNamespace()['personal'][0] == ['', '/'], 'NAMESPACE');

    // Mailboxes: in other scripts, for special uses, a new name, an end.
    $deep = utf7('Проекты/日本語 & Ünïcode');
    must($imap->createFolder(utf7('Проекты')) && $imap->createFolder($deep) && $imap->subscribe($deep), 'create');
    must($imap->renameFolder(utf7('Проекты'), 'Projekte'), 'rename');
    $deep = utf7('Projekte/日本語 & Ünïcode');
    must($imap->deleteFolder('Junk') && $imap->createFolder('Spam', ['\\Junk']), 'another mailbox for \\Junk');
    must($imap->createFolder('Kurz') && $imap->deleteFolder('Kurz'), 'delete');
    must(!$imap->createFolder('Spam') && $imap->resultcode == 'ALREADYEXISTS', 'there once');
    $uses = $imap->listMailboxes('', '*', ['SUBSCRIBED', 'CHILDREN'], ['SPECIAL-USE']);
    sort($uses);
    must($uses == ['Archive', 'Drafts', 'Sent', 'Spam', 'Trash'], implode($uses));
    must(in_array('\\Junk', $imap->data['LIST']['Spam']), 'Spam is \\Junk');
    $all = $imap->listMailboxes('', '*', ['SUBSCRIBED']);
    must(in_array($deep, $all) && in_array('\\Subscribed', $imap->data['LIST']['Sent']), json_encode($imap->data['LIST']));
    must(in_array(utf7('Проекты/日本語 & Ünïcode'), $imap->listSubscribed('', '*')), 'LSUB keeps the old name');
    must($imap->status('INBOX', ['UIDNEXT', 'HIGHESTMODSEQ'])['MESSAGES'] == 5, 'STATUS');

    // A letter with an attachment, one whose header fields are bare UTF-8.
    $letter = file_get_contents('letter.eml');
    $stored = $imap->append($deep, $letter, ['SEEN', 'FORWARDED'], '03-Feb-2025 10:20:30 +0100');
    must(preg_match('/^\d+ 1$/', implode(' ', (array) $stored)) || $stored == '1', json_encode($stored));
    $octets = "Subject: all octets\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n" . implode(array_map('chr', range(0, 255)));
    must($imap->append($deep, $octets, [], null, true), 'BINARY APPEND');
    $headers = $imap->fetchHeaders($deep, '1:2', true, true);
    must(count($headers) == 2 && rcube_mime::decode_header($headers[1]->subject) == 'Grüße mit Anhang', $headers[1]->subject);
    must(rcube_mime::decode_address_list($headers[1]->to, null, true, 'UTF-8')[1]['name'] == 'Ωmega', $headers[1]->to);
    must($headers[1]->flags == ['SEEN' => true, 'FORWARDED' => true, 'RECENT' => true] || $headers[1]->flags == ['SEEN' => true, 'FORWARDED' => true], json_encode($headers[1]->flags));
    must($headers[1]->size == strlen($letter), 'size');
    $pdf = $headers[1]->bodystructure[1];
    must(implode('/', array_slice($pdf, 0, 2)) == 'application/pdf' && $pdf[8][0] == 'attachment', json_encode($pdf));
    must($imap->handlePartBody($deep, 1, true, '2', 'base64') == "%PDF-1.4\n", 'the attachment');
    must($imap->handlePartBody($deep, 1, true, '1', '8bit') == "Schöne Grüße.", 'the text');
    must($imap->handlePartBody($deep, 1, true) == $letter, 'all of it');
    must($imap->flag($deep, '1:2', '$Label1') && $imap->unflag($deep, '1', 'FORWARDED'), 'keywords');
    must($imap->move('1', $deep, 'Archive') && $imap->countMessages('Archive') == 1, 'MOVE');

    $bare = $imap->fetchHeaders('Bare', '1', true)[1];
    must($bare->subject == 'Grüße, nackt' && $imap->handlePartBody('Bare', 1, true) == file_get_contents('bare.eml'), $bare->subject);

    // The INBOX goes into the cache.
    must($imap->search('INBOX', 'UNSEEN', true, ['COUNT', 'MIN', 'MAX'])->count() == 4, 'ESEARCH');
    must($imap->search('INBOX', 'CHARSET UTF-8 HEADER SUBJECT ' . $imap->escape('three'), true)->get() == [3], 'UID SEARCH');
    must($imap->flag('INBOX', '3', 'FLAGGED') && $imap->copy('3', 'INBOX', 'Archive'), 'flag, copy');
    must($imap->flag('INBOX', '5', 'DELETED') && $imap->expunge('INBOX', '5'), 'UID EXPUNGE');
    $imap->close();
    must($imap->select('INBOX'), 'SELECT');
    $cache = ['state' => [$imap->data['UIDVALIDITY'], $imap->data['HIGHESTMODSEQ']], 'uidNext' => $imap->data['UIDNEXT'], 'messages' => []];
    save($cache, $imap->fetchHeaders('INBOX', '1:*', true));
}

function refresh($cache)
{
    global $imap;
    must($imap->select('INBOX', [...$cache['state'], array_keys($cache['messages'])]), 'SELECT by QRESYNC');
    foreach (rcube_imap_generic::uncompressMessageSet($imap->data['VANISHED'] ?? null) as $uid)
        unset($cache['messages'][$uid]);
    foreach ($imap->data['QRESYNC'] as $uid => $message)
        $cache['messages'][$uid]['flags'] = array_map(fn ($flag) => strtoupper(str_replace(['\\', '$'], '', $flag)), $message['flags']);
    save($cache, $imap->fetchHeaders('INBOX', $cache['uidNext'] . ':*', true));
}

function save($cache, $new)
{
    foreach ($new as $message)
        $cache['messages'][$message->uid] = ['subject' => $message->subject, 'flags' => array_keys($message->flags)];
    file_put_contents('cache.json', json_encode($cache));
}
