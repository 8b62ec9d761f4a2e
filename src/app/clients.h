/*
 * Who may come over HTTP: the owner's token and the clients of a file.
 *
 *   <config dir>/http-token    the owner's token, made once; may see all athletes
 *   <config dir>/http-clients  one client a line: name, how it is known, its athletes
 *
 *     anna    token:0123456789abcdef0123456789abcdef    i123
 *     coach   subject:auth0|5f7c                        i123,i456
 *     home    token:fedcba9876543210fedcba9876543210    *
 *
 * A token stands there as its digest only; a subject is whom an authorization server
 * vouches for; athletes are of SOLEUS_ATHLETES, * is all of them. Both files have mode 0600
 * and are refused when wider. A changed file counts at the next request; one that cannot be
 * read any more lets nobody in.
 */
#ifndef APP_CLIENTS_H
#define APP_CLIENTS_H

#include "app/config.h"
#include "seal/seal.h"

enum {
    CLIENTS_MAX = 256,
    CLIENT_NAME_SIZE = 65,
    CLIENT_SUBJECT_SIZE = 257,
    CLIENT_TOKEN_SIZE = 64
};

struct client {
    char name[CLIENT_NAME_SIZE];
    char token_digest[SEAL_DIGEST_SIZE]; /* "": it is known by subject */
    char subject[CLIENT_SUBJECT_SIZE];   /* "": it is known by token */
    size_t n_athletes;                   /* 0: all */
    char athletes[CONFIG_MAX_ATHLETES][CONFIG_ID_SIZE];
};

struct clients;

/*
 * Reads both files; the owner's token is made when there is none. config outlives it.
 * ERR_BAD_ARGUMENT names file and line; a token is never quoted.
 */
MUST_CHECK bool clients_new(const struct config *config, struct clients **ret_clients,
                            struct err *err);
void clients_free(struct clients *clients);
/* NULL: nobody has this token. Borrowed until the next find. */
const struct client *clients_find_token(struct clients *clients, const char *token);
const struct client *clients_find_subject(struct clients *clients, const char *subject);

/* Where the owner's token is kept. */
void clients_token_path(const struct config *config, char *path, size_t size);
/* The owner's token, made when there is none. */
MUST_CHECK bool clients_owner_token(const struct config *config,
                                    char token[CLIENT_TOKEN_SIZE], struct err *err);
/* Adds a client with a new token, known from now on only to whom it is given. */
MUST_CHECK bool clients_add(const struct config *config, const char *name,
                            const char *athletes, char token[CLIENT_TOKEN_SIZE],
                            struct err *err);

#endif
